//! Mail: as much of SMTP (RFC 5321) as one that submits needs, with TLS from the first byte (RFC 8314), with STARTTLS
//! (RFC 3207), or, to see that nobody falls for it, without any.

use std::io::{BufRead as _, BufReader, Error, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::{keep, refuses};

#[derive(Clone)]
pub struct Desk {
    pub folder: PathBuf,
    pub account: String,
    pub tls: ServerConfig,
    pub manner: Manner,
}

/// When the conversation is encrypted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// From the first byte.
    Wrapped,
    /// Once the client asks.
    Upgrading,
    /// Never, and it does not offer to.
    Clear,
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

type Wire = BufReader<Box<dyn Stream>>;

/// One conversation.
struct Talk<'a> {
    desk: &'a Desk,
    wire: Wire,
    /// The bare connection, until it is encrypted.
    bare: Option<TcpStream>,
    known: bool,
    envelope: String,
}

impl Desk {
    /// One client after the other.
    pub fn serve(&self, socket: &TcpListener) {
        for stream in socket.incoming() {
            if let Err(error) = stream.and_then(|stream| self.talk(stream)) {
                tracing::warn!(%error, "a conversation broke off");
            }
        }
    }

    fn talk(&self, stream: TcpStream) -> Result<()> {
        let bare = if self.manner == Manner::Wrapped { None } else { Some(stream.try_clone()?) };
        let wire = if bare.is_some() { clear(stream) } else { self.encrypted(stream)? };
        let mut talk = Talk { desk: self, wire, bare, known: false, envelope: String::new() };
        talk.say("220 letterbox")?;
        while let Some(line) = talk.line()? {
            if !talk.obey(&line)? {
                break;
            }
        }
        Ok(())
    }

    fn encrypted(&self, stream: TcpStream) -> Result<Wire> {
        let connection = ServerConnection::new(Arc::new(self.tls.clone())).map_err(Error::other)?;
        Ok(BufReader::new(Box::new(StreamOwned::new(connection, stream))))
    }

    fn knows(&self, secret: &str) -> bool {
        let (user, password) = self.account.split_once(':').unwrap_or_default();
        secret == STANDARD.encode(format!("\0{user}\0{password}"))
    }
}

fn clear(stream: TcpStream) -> Wire {
    BufReader::new(Box::new(stream))
}

impl Talk<'_> {
    /// Obeys one command; whether there may be another. What is said in the clear is kept as `clear-<number>`.
    fn obey(&mut self, line: &str) -> Result<bool> {
        let upper = line.to_ascii_uppercase();
        let word = upper.split([' ', ':']).next().unwrap_or_default();
        if self.bare.is_some() {
            keep(&self.desk.folder, "clear", line.as_bytes())?;
        }
        match word {
            "EHLO" => self.say(self.offers())?,
            "STARTTLS" if self.desk.manner == Manner::Upgrading => self.upgrade()?,
            "AUTH" => {
                self.known = self.desk.knows(line.rsplit(' ').next().unwrap_or_default());
                self.say(if self.known { "235 welcome" } else { "535 wrong account" })?;
            }
            "MAIL" if !self.known => self.say("530 log in first")?,
            "MAIL" if refuses(&self.desk.folder) => self.say("451 not now")?,
            "MAIL" | "RCPT" => {
                self.envelope.push_str(line);
                self.envelope.push('\n');
                self.say("250 ok")?;
            }
            "DATA" => self.take()?,
            "QUIT" => {
                self.say("221 bye")?;
                return Ok(false);
            }
            _ => self.say("502 not known here")?,
        }
        Ok(true)
    }

    fn offers(&self) -> &'static str {
        match (self.desk.manner, self.bare.is_some()) {
            (Manner::Upgrading, true) => "250-letterbox\r\n250 STARTTLS",
            _ => "250-letterbox\r\n250 AUTH PLAIN",
        }
    }

    fn upgrade(&mut self) -> Result<()> {
        let bare = self.bare.take().ok_or_else(|| Error::other("is encrypted already"))?;
        self.say("220 go on")?;
        self.wire = self.desk.encrypted(bare)?;
        Ok(())
    }

    fn take(&mut self) -> Result<()> {
        self.say("354 go on")?;
        let mut text = std::mem::take(&mut self.envelope);
        while let Some(line) = self.line()?.filter(|line| line != ".") {
            text.push_str(line.strip_prefix('.').unwrap_or(&line));
            text.push('\n');
        }
        keep(&self.desk.folder, "mail", text.as_bytes())?;
        self.say("250 taken")
    }

    fn line(&mut self) -> Result<Option<String>> {
        let mut line = String::new();
        let read = self.wire.read_line(&mut line)?;
        Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
    }

    fn say(&mut self, line: &str) -> Result<()> {
        let stream = self.wire.get_mut();
        write!(stream, "{line}\r\n")?;
        stream.flush()
    }
}
