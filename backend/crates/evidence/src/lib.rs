//! Evidence: pictures judged and redacted before they are stored, sealed fields, and the key store.

pub mod bucket;
pub mod index;
pub mod jpeg;
pub mod keystore;
pub mod pseudonym;
pub mod seal;
pub mod secret;
pub mod signing;
#[cfg(test)]
mod testing;

pub use keystore::{KeyStore, KeyStoreError};
pub use secret::{SecretBytes, SecretKey};
