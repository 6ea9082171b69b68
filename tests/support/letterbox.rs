//! A letterbox for alarms in a process of its own, with what arrived in files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::pki::Authority;
use crate::programs::{Program, program};

const TOKEN: &str = "een-geheim-in-een-bestand";
const PASSWORD: &str = "een twee drie vier";

/// How mail comes to a letterbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Encrypted from the first byte.
    Tls,
    /// Encrypted once the server offered it.
    StartTls,
    /// To a server that does not offer it.
    Clear,
}

/// A running letterbox; it ends when dropped, its files stay.
pub struct Letterbox {
    folder: PathBuf,
    mail: String,
    hook: String,
    upgrading: String,
    clear: String,
    program: Program,
}

impl Letterbox {
    /// Starts a letterbox with nothing in it.
    pub async fn start(folder: &Path) -> Result<Self> {
        let authority = Authority::create(&folder.join("letterbox-pki"), "letterbox-authority")?;
        let own = authority.server("letterbox")?;
        fs::write(folder.join("letterbox-headers"), format!("# for the web hook\nX-Token: {TOKEN}\n"))?;
        fs::write(folder.join("letterbox-password"), format!("{PASSWORD}\n"))?;
        let ready = folder.join("letterbox-ready");
        let mut command = Command::new(program("letterbox")?);
        command.args(["--account", &format!("getuige:{PASSWORD}"), "--token", TOKEN]);
        command.arg("--cert").arg(own.certificate).arg("--key").arg(own.key);
        command.arg("--folder").arg(folder.join("letters")).arg("--ready-file").arg(&ready);
        let mut program = Program::start("letterbox", command, &folder.join("letterbox.log"))?;
        let addresses = program.ready_file(&ready).await?;
        let mut lines = addresses.lines().map(str::to_owned);
        let mut next = || lines.next().context("ready file");
        let (mail, hook, upgrading, clear) = (next()?, next()?, next()?, next()?);
        Ok(Self { folder: folder.to_owned(), mail, hook, upgrading, clear, program })
    }

    /// Options of a witness that raises its alarms here, both ways.
    #[must_use]
    pub fn options(&self) -> Vec<String> {
        let file = |name: &str| self.folder.join(name).display().to_string();
        let options = [
            ("--alarm-webhook", format!("https://{}/alarm", self.hook)),
            ("--alarm-webhook-header-file", file("letterbox-headers")),
            ("--alarm-mail", "privacy@waterstad.example".to_owned()),
            ("--alarm-mail", "beheer@waterstad.example".to_owned()),
            ("--mail-from", "getuige@waterstad.example".to_owned()),
            ("--smtp-url", format!("smtps://getuige@{}", self.mail)),
            ("--smtp-password-file", file("letterbox-password")),
            ("--alarm-ca", file("letterbox-pki/letterbox-authority.pem")),
        ];
        options.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
    }

    /// The section `[mail]` of an installation that tells its deadlines here.
    #[must_use]
    pub fn section(&self, way: Way, municipality: &str) -> String {
        let file = |name: &str| self.folder.join(name).display().to_string();
        let url = match way {
            Way::Tls => format!("smtps://getuige@{}", self.mail),
            Way::StartTls => format!("smtp://getuige@{}", self.upgrading),
            Way::Clear => format!("smtp://getuige@{}", self.clear),
        };
        let mut section = format!(
            "[mail]\nurl = {url:?}\npassword_file = {:?}\nca_file = {:?}\nfrom = \"poortwacht@waterstad.example\"\n",
            file("letterbox-password"),
            file("letterbox-pki/letterbox-authority.pem"),
        );
        for role in ["security_officer", "privacy_officer", "coordinator"] {
            let to = format!("{}@waterstad.example", role.replace('_', "-"));
            section += &format!(
                "[[mail.addresses]]\nmunicipality = {municipality:?}\nrole = {role:?}\naddress = {to:?}\n"
            );
        }
        section
    }

    /// Commands of mail that came unencrypted, in order.
    #[must_use]
    pub fn in_the_clear(&self) -> Vec<String> {
        self.letters("clear")
    }

    /// The mails that arrived, in order.
    #[must_use]
    pub fn mails(&self) -> Vec<String> {
        self.letters("mail")
    }

    /// The web hooks' documents that arrived, in order.
    #[must_use]
    pub fn hooks(&self) -> Vec<String> {
        self.letters("hook")
    }

    /// Takes nothing from now on, or something again.
    pub fn refuse(&self, refuses: bool) -> Result<()> {
        let file = self.folder.join("letters/refuse");
        if refuses { Ok(fs::write(file, "")?) } else { Ok(fs::remove_file(file)?) }
    }

    /// Ends it at once.
    pub async fn kill(&mut self) -> Result<()> {
        self.program.kill().await
    }

    fn letters(&self, kind: &str) -> Vec<String> {
        let letter = |number| fs::read_to_string(self.folder.join(format!("letters/{kind}-{number}"))).ok();
        (1_u32..).map_while(letter).collect()
    }
}
