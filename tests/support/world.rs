//! One municipality with everything a run needs: certificates, database, key store, accounts, units, and a real server.
//!
//! Everything is set up the way an operator would: by running the server program's own commands as a second process.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::accounts::Credentials;
pub use crate::addresses::Addresses;
use crate::permit_system;
use crate::pki::{Authority, Identity, SigningKey};
use crate::programs::{Program, program};

/// Code of the municipality that every run has.
pub const MUNICIPALITY: &str = "waterstad";
/// Organisation number of the municipality; the mock takes batches on its behalf.
pub const MUNICIPALITY_OIN: &str = "00000001123456789000";
/// Organisation number in the client certificate that delivers.
pub const SUPPLIER_OIN: &str = "00000003987654321000";
/// A second municipality, to prove that nothing crosses over.
pub const OTHER_MUNICIPALITY: &str = "duinstad";

/// What differs between runs.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Database URL; `None` takes an SQLite file in the world's folder.
    pub database: Option<String>,
    /// URL of the key store; `None` takes an SQLite file in a folder of its own.
    pub key_store: Option<String>,
    /// Lines added to the key store's section.
    pub key_store_extra: String,
    /// `demo` or `test`.
    pub environment: &'static str,
    /// Base URL of the mock CJIB, when the run delivers.
    pub cjib: Option<String>,
    /// Lines added to the CJIB's section.
    pub cjib_extra: &'static str,
    /// Requests a minute that each permit system may send, when the run has the API.
    pub api: Option<u32>,
    /// Lines added to the configuration, for example a `[log]` section.
    pub extra: String,
    /// Program and arguments in front of the server's own, for example one that ignores a signal first.
    pub launcher: &'static [&'static str],
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            database: None,
            key_store: None,
            key_store_extra: String::new(),
            environment: "test",
            cjib: None,
            cjib_extra: "",
            api: None,
            extra: String::new(),
            launcher: &[],
        }
    }
}

/// A registered roadside unit with what it needs to send.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Name as registered.
    pub name: String,
    /// Client certificate.
    pub identity: Identity,
    /// Key that signs packets.
    pub signing: SigningKey,
}

/// A folder with a whole installation in it, and its server while that runs.
pub struct World {
    folder: PathBuf,
    /// Authority of units, listeners and peers alike.
    pub authority: Authority,
    plan: Plan,
    starts: u32,
    listen: Addresses,
    server: Option<(Program, Addresses)>,
}

impl World {
    /// Makes certificates, configuration, database and key store in `folder`; nothing runs yet.
    pub fn create(folder: &Path, plan: Plan) -> Result<Self> {
        let authority = Authority::create(&folder.join("pki"), "authority")?;
        authority.server("portal")?;
        authority.server("intake")?;
        authority.client_of("cjib-client", SUPPLIER_OIN)?;
        let world = Self {
            folder: folder.to_owned(),
            authority,
            plan,
            starts: 0,
            listen: Addresses::default(),
            server: None,
        };
        world.write_configuration()?;
        world.command(&["master-key", "new", &world.path("secrets/master.key")])?;
        world.command(&["migrate", "--create"])?;
        Ok(world)
    }

    /// A path below the world's folder, as text.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// The world's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file that this authority issued.
    #[must_use]
    pub fn pki(&self, name: &str) -> String {
        self.path(&format!("pki/{name}"))
    }

    /// Sets where confirmed cases are delivered; counts from the next start.
    pub fn deliver_to(&mut self, url: &str) -> Result<()> {
        self.plan.cjib = Some(url.to_owned());
        self.write_configuration()
    }

    /// Opens another database from the next start on.
    pub fn use_database(&mut self, url: &str) -> Result<()> {
        self.plan.database = Some(url.to_owned());
        self.write_configuration()
    }

    /// URL of the database.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.plan
            .database
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.path("data/poortwacht.sqlite")))
    }

    /// URL of the key store.
    #[must_use]
    pub fn key_store_url(&self) -> String {
        self.plan.key_store.clone().unwrap_or_else(|| format!("sqlite:{}", self.path("keys/keys.sqlite")))
    }

    fn write_configuration(&self) -> Result<()> {
        for folder in ["data", "keys", "secrets"] {
            fs::create_dir_all(self.folder.join(folder))?;
        }
        fs::write(self.folder.join("poortwacht.toml"), self.configuration()?).context("configuration")
    }

    fn configuration(&self) -> Result<String> {
        let database = self.database_url();
        let mut text = format!(
            r#"environment = "{environment}"
[database]
url = "{database}"
[key_store]
url = "{keys}"
master_key_file = "{master}"
{keys_extra}
[intake]
listen = "{listen_intake}"
client_ca_file = "{authority}"
packets_per_minute = 100000
tls = {{ certificate_file = "{intake}.pem", private_key_file = "{intake}.key.pem" }}
[portal]
listen = "{listen_portal}"
tls = {{ certificate_file = "{portal}.pem", private_key_file = "{portal}.key.pem" }}
[management]
listen = "{listen_management}"
"#,
            listen_intake = self.listen.intake,
            listen_portal = self.listen.portal,
            listen_management = self.listen.management,
            environment = self.plan.environment,
            keys = self.key_store_url(),
            keys_extra = self.plan.key_store_extra,
            master = self.path("secrets/master.key"),
            authority = self.pki("authority.pem"),
            intake = self.pki("intake"),
            portal = self.pki("portal"),
        );
        if let Some(url) = &self.plan.cjib {
            let (client, authority) = (self.pki("cjib-client"), self.pki("authority.pem"));
            write!(
                text,
                "[cjib]\nprofile = \"cjib-mock-v1\"\nurl = \"{url}\"\nca_file = \"{authority}\"\n\
                 tls = {{ certificate_file = \"{client}.pem\", private_key_file = \"{client}.key.pem\" }}\n\
                 {}",
                self.plan.cjib_extra
            )?;
        }
        if let Some(per_minute) = self.plan.api {
            text.push_str(&permit_system::section(self, self.listen.api.as_deref(), per_minute));
        }
        text.push_str(&self.plan.extra);
        if !text.contains("[quality]") {
            // A decision drawn by lot would wait for a colleague.
            text.push_str("\n[quality]\nsecond_look_percent = 0\n");
        }
        Ok(text)
    }

    /// The server program with this world's configuration.
    pub fn server_command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(program("poortwacht-under-test")?);
        command.arg("--config").arg(self.folder.join("poortwacht.toml")).args(arguments);
        Ok(command)
    }

    /// Runs one of the server program's commands and gives what it printed; fails with its message when it fails.
    pub fn command(&self, arguments: &[&str]) -> Result<String> {
        let output = self.server_command(arguments)?.output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            bail!(
                "{arguments:?} ended with {}: {}{text}",
                output.status,
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(text)
    }

    /// Adds a municipality whose range is the loopback address that tests come from.
    pub fn add_municipality(&self, code: &str, name: &str) -> Result<()> {
        self.command(&["municipality", "add", "--code", code, "--name", name, "--oin", MUNICIPALITY_OIN])?;
        self.allow_address(code, "127.0.0.1/32")
    }

    /// Lets a municipality's people come from `network` too.
    pub fn allow_address(&self, code: &str, network: &str) -> Result<()> {
        self.command(&[
            "address",
            "allow",
            "--municipality",
            code,
            "--network",
            network,
            "--note",
            "Stadhuis",
        ])?;
        Ok(())
    }

    /// Imports a location dossier written as TOML.
    pub fn import_location(&self, municipality: &str, toml: &str) -> Result<()> {
        let file = self.path("locations.toml");
        fs::write(&file, toml)?;
        self.command(&["location", "import", "--municipality", municipality, &file])?;
        Ok(())
    }

    /// Registers a unit with a certificate and a signing key of its own.
    pub fn add_unit(&self, municipality: &str, location: &str, name: &str) -> Result<Unit> {
        let identity = self.authority.client(name)?;
        let signing = SigningKey::create(&self.folder.join("pki"), name)?;
        let certificate = identity.certificate.display().to_string();
        let key = signing.public.display().to_string();
        self.command(&[
            "unit",
            "register",
            "--municipality",
            municipality,
            "--location",
            location,
            "--name",
            name,
            "--lane",
            "1",
            "--certificate",
            &certificate,
            "--signing-key",
            &key,
            "--signing-valid-from",
            "2026-01-01",
        ])?;
        Ok(Unit { name: name.to_owned(), identity, signing })
    }

    /// Adds an account and gives the token of its one-time enrolment link.
    pub fn add_account(&self, municipality: &str, login: &str, role: &str) -> Result<String> {
        let line =
            format!("user add --municipality {municipality} --login {login} --name {login} --role {role}");
        let answer = self.command(&line.split(' ').collect::<Vec<_>>())?;
        let token = answer.split("/enrol/").nth(1).context("no enrolment link in the answer")?;
        Ok(token.split_whitespace().next().context("an empty enrolment link")?.to_owned())
    }

    /// Gives an officer a valid authorisation.
    pub fn authorise(&self, login: &str, number: &str) -> Result<()> {
        let (from, until) = ("2026-01-01", "2030-12-31");
        self.command(&[
            "authorisation",
            "add",
            "--login",
            login,
            "--number",
            number,
            "--domain",
            "I",
            "--territory",
            "gemeente Waterstad",
            "--from",
            from,
            "--until",
            until,
        ])?;
        Ok(())
    }

    /// Adds an account, enrols it through the portal and, for an officer, authorises it.
    pub async fn enrolled(&self, municipality: &str, login: &str, role: &str) -> Result<Credentials> {
        let token = self.add_account(municipality, login, role)?;
        if role == "officer" {
            self.authorise(login, "1234567")?;
        }
        Credentials::enrol(self, login, &token).await
    }

    /// Imports exemptions from the text of a CSV file.
    pub fn import_exemptions(&self, municipality: &str, csv: &str) -> Result<String> {
        let file = self.path("exemptions.csv");
        fs::write(&file, csv)?;
        self.command(&["exemption", "import", "--municipality", municipality, &file])
    }

    /// Starts the server and waits until all its listeners answer.
    pub async fn start(&mut self) -> Result<Addresses> {
        ensure!(self.server.is_none(), "the server runs already");
        self.starts += 1;
        let ready = self.folder.join(format!("ready-{}.json", self.starts));
        let command =
            self.launched(self.server_command(&["serve", "--ready-file", &ready.display().to_string()])?);
        let mut server = Program::start("server", command, &self.folder.join("server.log"))?;
        let text = server.ready_file(&ready).await.with_context(|| self.log_tail())?;
        let addresses: Addresses = serde_json::from_str(&text).context("ready file")?;
        self.server = Some((server, addresses.clone()));
        self.keep_ports(&addresses)?;
        Ok(addresses)
    }

    fn launched(&self, server: Command) -> Command {
        let Some((program, arguments)) = self.plan.launcher.split_first() else { return server };
        let mut command = Command::new(program);
        command.args(arguments).arg(server.get_program()).args(server.get_args());
        command
    }

    /// A restarted server listens where it did before, so that units and browsers find it again.
    fn keep_ports(&mut self, addresses: &Addresses) -> Result<()> {
        self.listen = addresses.clone();
        self.write_configuration()
    }

    fn log_tail(&self) -> String {
        let log = fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
        let lines: Vec<_> = log.lines().rev().take(15).collect();
        format!("the server's last lines:\n{}", lines.into_iter().rev().collect::<Vec<_>>().join("\n"))
    }

    /// Addresses of the running server.
    pub fn addresses(&self) -> Result<&Addresses> {
        self.server.as_ref().map(|(_, addresses)| addresses).context("the server does not run")
    }

    /// Process id of the running server.
    pub fn server_id(&self) -> Result<u32> {
        let running = self.server.as_ref().and_then(|(server, _)| server.id());
        running.context("the server does not run")
    }

    /// Kills the server at once.
    pub async fn kill(&mut self) -> Result<()> {
        let (mut server, _) = self.server.take().context("the server does not run")?;
        server.kill().await
    }

    /// Ends the server gracefully; fails when it ends with an error.
    pub async fn stop(&mut self) -> Result<()> {
        let (mut server, _) = self.server.take().context("the server does not run")?;
        let status = server.stop().await?;
        ensure!(status.success(), "the server ended with {status}; {}", self.log_tail());
        Ok(())
    }
}
