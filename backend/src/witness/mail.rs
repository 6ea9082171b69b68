//! An alarm as a mail, over SMTP that is always encrypted.

use std::path::PathBuf;

use anyhow::{Result, anyhow};
use poortwacht_services::postman::{Address, Letter, MailFault, MailPart, MailServer, Postman};
use reqwest::Url;

/// How mail is sent.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// `smtps://[user@]host[:465]`, or `smtp://[user@]host[:587]` which must offer STARTTLS.
    pub url: Url,
    /// File with the user's password.
    pub password_file: Option<PathBuf>,
    /// Sender.
    pub from: Address,
    /// Recipients.
    pub to: Vec<Address>,
    /// Authorities of the mail server's certificate, PEM.
    pub authorities: PathBuf,
}

/// A mail server, and to whom it brings alarms.
#[derive(Debug)]
pub struct Mail {
    postman: Postman,
    to: Vec<Address>,
}

impl Mail {
    /// Reads the files; connects to nothing yet.
    ///
    /// # Errors
    /// What cannot be used, by its option.
    pub fn new(settings: MailSettings) -> Result<Self> {
        let MailSettings { url, password_file, from, to, authorities } = settings;
        let server = MailServer { url, password_file, authorities, from };
        Ok(Self { postman: Postman::new(&server).map_err(by_option)?, to })
    }

    /// Sends one mail to all recipients.
    ///
    /// # Errors
    /// Why the server did not take it.
    pub async fn send(&self, subject: &str, text: String) -> Result<(), String> {
        let letter = Letter { to: self.to.clone(), subject: subject.to_owned(), text, id: None };
        self.postman.send(&letter).await.map_err(|unsent| unsent.why)
    }
}

fn by_option(MailFault { part, why }: MailFault) -> anyhow::Error {
    let option = match part {
        MailPart::Url => "--smtp-url",
        MailPart::Password => "--smtp-password-file",
        MailPart::Authorities => "--alarm-ca",
    };
    anyhow!("{option}: {why}")
}
