//! `[mail]`: deadlines by mail.

use std::path::PathBuf;

use jiff::SignedDuration;
use poortwacht_domain::Role;
use poortwacht_services::deadline_mail::{MailConfig, RoleAddress};
use serde::Deserialize;

/// `[mail]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSection {
    /// `smtps://[user@]host[:465]`, or `smtp://[user@]host[:587]` which must offer STARTTLS. Nothing is sent in the clear.
    pub url: String,
    /// File with the password of the user in `url`.
    pub password_file: Option<PathBuf>,
    /// Authorities of the mail server's certificate.
    pub ca_file: PathBuf,
    /// Sender.
    pub from: String,
    /// Who is told.
    #[serde(default)]
    pub addresses: Vec<AddressSection>,
    /// Hours after which a mail that the server did not take is given up, 1 to 168.
    #[serde(default = "default_give_up")]
    pub give_up_after_hours: u16,
}

/// `[[mail.addresses]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressSection {
    /// Code of the municipality.
    pub municipality: String,
    /// `security_officer`, `privacy_officer` or `coordinator`.
    pub role: Role,
    /// Its mailbox.
    pub address: String,
}

const fn default_give_up() -> u16 {
    72
}

/// A week: a deadline of which nobody heard so long is over.
const LONGEST_GIVE_UP: u16 = 168;

impl MailSection {
    /// As the use cases take it.
    #[must_use]
    pub fn settings(&self) -> MailConfig {
        let hours = self.give_up_after_hours.clamp(1, LONGEST_GIVE_UP);
        MailConfig {
            url: self.url.clone(),
            password_file: self.password_file.clone(),
            ca_file: self.ca_file.clone(),
            from: self.from.clone(),
            addresses: self.addresses.iter().map(AddressSection::settings).collect(),
            give_up_after: SignedDuration::from_hours(hours.into()),
        }
    }
}

impl AddressSection {
    fn settings(&self) -> RoleAddress {
        RoleAddress {
            municipality: self.municipality.clone(),
            role: self.role,
            address: self.address.clone(),
        }
    }
}
