//! Mail: as much of SMTP (RFC 5321) as one that submits needs, with TLS from the first byte (RFC 8314).

use std::io::{BufRead as _, BufReader, Error, Result, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::{keep, refuses};

pub struct Desk {
    pub folder: PathBuf,
    pub account: String,
    pub tls: ServerConfig,
}

type Wire = BufReader<StreamOwned<ServerConnection, TcpStream>>;

/// One conversation.
struct Talk<'a> {
    desk: &'a Desk,
    wire: Wire,
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
        let connection = ServerConnection::new(Arc::new(self.tls.clone())).map_err(Error::other)?;
        let wire = BufReader::new(StreamOwned::new(connection, stream));
        let mut talk = Talk { desk: self, wire, known: false, envelope: String::new() };
        talk.say("220 letterbox")?;
        while let Some(line) = talk.line()? {
            if !talk.obey(&line)? {
                break;
            }
        }
        Ok(())
    }

    fn knows(&self, secret: &str) -> bool {
        let (user, password) = self.account.split_once(':').unwrap_or_default();
        secret == STANDARD.encode(format!("\0{user}\0{password}"))
    }
}

impl Talk<'_> {
    /// Obeys one command; whether there may be another.
    fn obey(&mut self, line: &str) -> Result<bool> {
        let upper = line.to_ascii_uppercase();
        match upper.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => self.say("250-letterbox\r\n250 AUTH PLAIN")?,
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
