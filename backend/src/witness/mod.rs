//! The witness program around the library's rounds: a server over mutual TLS, a folder, and alarms on its own side. It
//! runs on the customer's machine and knows no configuration, database or key store of the installation it watches.

mod bell;
mod key_file;
mod mail;
mod server;
mod watch;
mod webhook;

use std::error::Error;

pub use bell::Bell;
pub use key_file::{make, read};
pub use mail::{Mail, MailSettings};
pub use server::{Identity, Server};
pub use watch::{Watch, exit_code, raise};
pub use webhook::Webhook;

/// An error with everything that led to it: a client's own text says only that a request failed.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let words = next.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        cause = next.source();
    }
    text
}
