//! What the integration tests, the demo, the crash test and the benches share: a real installation made from nothing,
//! driven through its own commands, listeners and pages.

pub mod accounts;
pub mod addresses;
pub mod chromium;
pub mod hook;
pub mod html;
pub mod keys;
pub mod ledger;
pub mod letterbox;
pub mod logboek;
pub mod peers;
pub mod permit_system;
pub mod pki;
pub mod portal;
pub mod prepared;
pub mod programs;
pub mod s3;
pub mod sender;
pub mod street;
pub mod town;
pub mod wire;
pub mod world;

/// Makes aws-lc-rs the process's cryptographic provider; calling it again changes nothing.
pub fn install_crypto() {
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
}
