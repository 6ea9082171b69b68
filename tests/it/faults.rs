//! What happens when store or key store are locked, full, read-only or gone, and when the operator pulls the brake:
//! nothing is shown that cannot be written down, nothing that was sent is lost, and all of it comes back by itself.

mod bucket;
mod cjib;
mod emergency;
mod key_store;
mod postgres;
mod scene;
mod sqlite;
