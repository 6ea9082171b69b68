//! An alarm as a mail, over SMTP that is always encrypted.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, SmtpTransport, Transport as _};
use reqwest::Url;
use zeroize::Zeroizing;

use super::with_causes;

const PATIENCE: Duration = Duration::from_secs(30);
const HOST_NAME: &str = "/proc/sys/kernel/hostname";

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
    transport: SmtpTransport,
    from: Address,
    to: Vec<Address>,
}

impl Mail {
    /// Reads the files; connects to nothing yet.
    ///
    /// # Errors
    /// What cannot be used, by its option.
    pub fn new(settings: MailSettings) -> Result<Self> {
        let host = settings.url.host_str().context("--smtp-url: name the mail server")?;
        let tls = parameters(host, &settings.authorities)?;
        let (tls, port) = match settings.url.scheme() {
            "smtps" => (Tls::Wrapper(tls), 465),
            "smtp" => (Tls::Required(tls), 587),
            other => bail!("--smtp-url: {other} is no way to send mail; give smtps://… or smtp://…"),
        };
        let builder =
            SmtpTransport::builder_dangerous(host).port(settings.url.port().unwrap_or(port)).tls(tls);
        let builder = builder.timeout(Some(PATIENCE)).hello_name(own_name());
        let builder = match credentials(&settings)? {
            Some(credentials) => builder.credentials(credentials),
            None => builder,
        };
        Ok(Self { transport: builder.build(), from: settings.from, to: settings.to })
    }

    /// Sends one mail to all recipients.
    ///
    /// # Errors
    /// Why the server did not take it.
    pub async fn send(&self, subject: &str, text: String) -> Result<(), String> {
        let message = self.message(subject, text).map_err(|error| with_causes(&error))?;
        let transport = self.transport.clone();
        let sent = tokio::task::spawn_blocking(move || transport.send(&message)).await;
        sent.map_err(|error| error.to_string())?.map(drop).map_err(|error| with_causes(&error))
    }

    fn message(&self, subject: &str, text: String) -> Result<Message, lettre::error::Error> {
        let named = |address: &Address| Mailbox::new(None, address.clone());
        let to = self.to.iter().fold(Message::builder(), |builder, address| builder.to(named(address)));
        to.from(named(&self.from)).subject(subject).header(ContentType::TEXT_PLAIN).body(text)
    }
}

/// Trusts the given authorities alone.
fn parameters(host: &str, authorities: &Path) -> Result<TlsParameters> {
    let shown = || authorities.display().to_string();
    let roots = Certificate::from_pem(&fs::read(authorities).with_context(shown)?).with_context(shown)?;
    let builder = TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::None);
    builder.add_root_certificate(roots).build().with_context(shown)
}

fn credentials(settings: &MailSettings) -> Result<Option<Credentials>> {
    if settings.url.password().is_some() {
        bail!("--smtp-url: a password does not belong in it; give --smtp-password-file");
    }
    let user = settings.url.username();
    match &settings.password_file {
        None if user.is_empty() => Ok(None),
        None => bail!("--smtp-password-file: give the file with the password of {user}"),
        Some(_) if user.is_empty() => {
            bail!("--smtp-url: name the user whose password this is, smtps://user@…")
        }
        Some(file) => {
            let read = fs::read_to_string(file).with_context(|| file.display().to_string())?;
            let password = Zeroizing::new(read);
            // An address as user name has its @ as %40 in a URL.
            let user = user.replace("%40", "@");
            Ok(Some(Credentials::new(user, password.trim_end_matches(['\r', '\n']).to_owned())))
        }
    }
}

fn own_name() -> ClientId {
    let name = fs::read_to_string(HOST_NAME).unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { ClientId::default() } else { ClientId::Domain(name.to_owned()) }
}
