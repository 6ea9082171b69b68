//! Mail, over SMTP that is always encrypted: TLS from the first byte, or STARTTLS before anything else is said. There is no
//! way to send in the clear, to no server.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::address::AddressError;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{SmtpTransport, Transport as _};
use reqwest::Url;
use zeroize::Zeroizing;

pub use lettre::Address;

const PATIENCE: Duration = Duration::from_secs(30);
/// How a certificate begins.
const MARK: &[u8] = b"-----BEGIN CERTIFICATE-----";
const HOST_NAME: &str = "/proc/sys/kernel/hostname";

/// A mail server, and as whom it is spoken to.
#[derive(Debug, Clone)]
pub struct MailServer {
    /// `smtps://[user@]host[:465]`, or `smtp://[user@]host[:587]` which must offer STARTTLS.
    pub url: Url,
    /// File with the user's password.
    pub password_file: Option<PathBuf>,
    /// Authorities of the mail server's certificate, PEM.
    pub authorities: PathBuf,
    /// Sender.
    pub from: Address,
}

/// Which part of a [`MailServer`] cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailPart {
    /// Its address.
    Url,
    /// The file of the password.
    Password,
    /// The file of the authorities.
    Authorities,
}

/// Why mail cannot be sent at all.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct MailFault {
    /// What is wrong.
    pub part: MailPart,
    /// Why, and what would do.
    pub why: String,
}

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Unsent {
    /// Why.
    pub why: String,
    /// Whether the server is there and refuses this mail alone; another one may be taken.
    pub is_refusal: bool,
}

/// A mail.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Who gets it.
    pub to: Vec<Address>,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// What it is called at every attempt, so that one that came twice can be told; without it the server gives a name.
    pub id: Option<String>,
}

/// Somebody who brings mail to a server.
#[derive(Debug, Clone)]
pub struct Postman {
    transport: SmtpTransport,
    from: Address,
}

/// RFC 3834: nobody's absence assistant answers.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Postman {
    /// Reads the files; connects to nothing yet.
    ///
    /// # Errors
    /// What cannot be used, and what would do.
    pub fn new(server: &MailServer) -> Result<Self, MailFault> {
        let host = server.url.host_str().ok_or_else(|| fault(MailPart::Url, "name the mail server"))?;
        let tls = parameters(host, &server.authorities)?;
        let (tls, port) = match server.url.scheme() {
            "smtps" => (Tls::Wrapper(tls), 465),
            "smtp" => (Tls::Required(tls), 587),
            other => {
                let why = format!("{other} is no way to send mail; give smtps://… or smtp://…");
                return Err(fault(MailPart::Url, why));
            }
        };
        let builder = SmtpTransport::builder_dangerous(host).port(server.url.port().unwrap_or(port)).tls(tls);
        let builder = builder.timeout(Some(PATIENCE)).hello_name(own_name());
        let builder = match credentials(server)? {
            Some(credentials) => builder.credentials(credentials),
            None => builder,
        };
        Ok(Self { transport: builder.build(), from: server.from.clone() })
    }

    /// Brings one mail to the server.
    ///
    /// # Errors
    /// Why the server did not take it.
    pub async fn send(&self, letter: &Letter) -> Result<(), Unsent> {
        let message = self.message(letter).map_err(|error| refusal(&error))?;
        let transport = self.transport.clone();
        let sent = tokio::task::spawn_blocking(move || transport.send(&message)).await;
        let sent = sent.map_err(|error| Unsent { why: error.to_string(), is_refusal: false })?;
        let unsent = |error: lettre::transport::smtp::Error| Unsent {
            why: with_causes(&error),
            is_refusal: error.is_permanent(),
        };
        sent.map(drop).map_err(unsent)
    }

    fn message(&self, letter: &Letter) -> Result<Message, lettre::error::Error> {
        let named = |address: &Address| Mailbox::new(None, address.clone());
        let to = letter.to.iter().fold(Message::builder(), |builder, address| builder.to(named(address)));
        let to = to.from(named(&self.from)).subject(letter.subject.as_str()).header(AutoSubmitted);
        let id = letter.id.as_ref().map(|id| format!("<{id}@{}>", self.from.domain()));
        to.message_id(id).header(ContentType::TEXT_PLAIN).body(letter.text.clone())
    }
}

/// Reads an address.
///
/// # Errors
/// What is wrong with it.
pub fn address(text: &str) -> Result<Address, AddressError> {
    text.trim().parse()
}

fn refusal(error: &dyn Error) -> Unsent {
    Unsent { why: with_causes(error), is_refusal: true }
}

fn fault(part: MailPart, why: impl Into<String>) -> MailFault {
    MailFault { part, why: why.into() }
}

/// Trusts the given authorities alone.
fn parameters(host: &str, authorities: &Path) -> Result<TlsParameters, MailFault> {
    let wrong = |error: &dyn Error| {
        fault(MailPart::Authorities, format!("{}: {}", authorities.display(), with_causes(error)))
    };
    let pem = fs::read(authorities).map_err(|error| wrong(&error))?;
    // An empty list would be taken, and trust nobody.
    if !pem.windows(MARK.len()).any(|part| part == MARK) {
        let why = format!("{}: holds no certificate in PEM form", authorities.display());
        return Err(fault(MailPart::Authorities, why));
    }
    let roots = Certificate::from_pem(&pem).map_err(|error| wrong(&error))?;
    let builder = TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::None);
    builder.add_root_certificate(roots).build().map_err(|error| wrong(&error))
}

fn credentials(server: &MailServer) -> Result<Option<Credentials>, MailFault> {
    if server.url.password().is_some() {
        return Err(fault(MailPart::Url, "a password does not belong in it; give a file"));
    }
    // An address as user name has its @ as %40 in a URL.
    let user = server.url.username().replace("%40", "@");
    match &server.password_file {
        None if user.is_empty() => Ok(None),
        None => Err(fault(MailPart::Password, format!("give the file with the password of {user}"))),
        Some(_) if user.is_empty() => {
            Err(fault(MailPart::Url, "name the user whose password this is, smtps://user@…"))
        }
        Some(file) => {
            let read = fs::read_to_string(file)
                .map_err(|error| fault(MailPart::Password, format!("{}: {error}", file.display())))?;
            let password = Zeroizing::new(read);
            Ok(Some(Credentials::new(user, password.trim_end_matches(['\r', '\n']).to_owned())))
        }
    }
}

fn own_name() -> ClientId {
    let name = fs::read_to_string(HOST_NAME).unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { ClientId::default() } else { ClientId::Domain(name.to_owned()) }
}

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
