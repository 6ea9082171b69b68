//! An installation with a witness beside it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use poortwacht_ledger::witness::Log;
use poortwacht_test_postgres::TestDatabase;
use poortwacht_tests::letterbox::Letterbox;
use poortwacht_tests::pki::Identity;
use poortwacht_tests::programs::program;
use poortwacht_tests::world::{MUNICIPALITY, Plan, World};
use tempfile::TempDir;

use crate::setup::Running;

/// On which database a story plays.
#[derive(Clone, Copy)]
pub enum On {
    Sqlite,
    Postgres,
}

/// What a round of the witness said.
#[derive(Debug)]
pub struct Round {
    pub code: i32,
    pub said: String,
    pub complained: String,
}

impl Round {
    /// Entries that the witness saw in the newest part of the log.
    pub fn size(&self) -> u64 {
        let words = self.said.split(" has ").nth(1).and_then(|rest| rest.split(' ').next());
        words.and_then(|size| size.parse().ok()).unwrap_or_else(|| panic!("no size: {self:?}"))
    }
}

/// All of them, and what keeps them.
pub struct Room {
    pub running: Running,
    pub letterbox: Letterbox,
    pub witness: Identity,
    pub database: Option<TestDatabase>,
    pub folder: TempDir,
    addresses: u8,
}

impl Room {
    /// An installation whose municipality's log has a registered witness that never ran.
    pub async fn open(on: On) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let letterbox = Letterbox::start(folder.path()).await.unwrap();
        let database = matches!(on, On::Postgres).then(poortwacht_test_postgres::database);
        let url = database.as_ref().map(|database| database.url.clone());
        let running = Running::start(Plan { database: url, ..Plan::default() }).await;
        let witness = running.world.authority.client("getuige").unwrap();
        let room = Self { running, letterbox, witness, database, folder, addresses: 0 };
        let vkey = room.make_key("cosigner.key");
        room.register("stadhuis", &room.witness, &vkey);
        room
    }

    pub fn world(&self) -> &World {
        &self.running.world
    }

    /// Makes a cosigner key; gives what is registered.
    pub fn make_key(&self, name: &str) -> String {
        let output = bare(&["ledger", "witness-key", "--out", &self.path(name), "--name", "getuige.example"]);
        assert_eq!(output.code, 0, "{output:?}");
        output.said.trim().to_owned()
    }

    pub fn register(&self, name: &str, identity: &Identity, vkey: &str) {
        let certificate = identity.certificate.display().to_string();
        let fixed = ["ledger", "witness-add", "--log", MUNICIPALITY, "--name", name, "--certificate"];
        let line: Vec<&str> =
            fixed.into_iter().chain([certificate.as_str(), "--cosigner-key", vkey]).collect();
        self.world().command(&line).unwrap();
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// The text that a customer pins.
    pub fn pin(&self) -> String {
        let keys = self.world().command(&["ledger", "key"]).unwrap();
        let line = keys.lines().find_map(|line| line.strip_prefix(&format!("log\t{MUNICIPALITY}\t")));
        line.unwrap_or_else(|| panic!("no key: {keys}")).to_owned()
    }

    pub fn log(&self) -> Log {
        self.pin().parse().unwrap()
    }

    /// The words of a witness that knows where everything is.
    pub fn words(&self) -> Vec<String> {
        let file = |path: &PathBuf| path.display().to_string();
        let words = [
            ("--url", format!("https://{}", self.world().addresses().unwrap().intake)),
            ("--key", self.pin()),
            ("--state", self.path("state")),
            ("--ca", file(&self.world().authority.certificate())),
            ("--certificate", file(&self.witness.certificate)),
            ("--private-key", file(&self.witness.key)),
            ("--cosigner-key-file", self.path("cosigner.key")),
        ];
        let words = words.into_iter().flat_map(|(name, value)| [name.to_owned(), value]);
        ["ledger", "witness"].map(str::to_owned).into_iter().chain(words).collect()
    }

    /// One round with these words besides.
    pub fn round(&self, more: &[&str]) -> Round {
        once(&self.words(), &[more, &["--once"]].concat())
    }

    /// One round that raises its alarms.
    pub fn alarmed(&self, more: &[&str]) -> Round {
        let options = self.letterbox.options();
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        self.round(&[&options, more].concat())
    }

    /// Rounds until one is not left without an answer: a server that just started signs within a second.
    pub async fn settled(&self, more: &[&str]) -> Round {
        let mut pause = tokio::time::interval(Duration::from_millis(200));
        for _ in 0..100 {
            let round = self.alarmed(more);
            if round.code != 2 {
                return round;
            }
            pause.tick().await;
        }
        panic!("no answer: {:?}", self.alarmed(more));
    }

    /// The witness's first good round.
    pub async fn first(&self) -> Round {
        let mut pause = tokio::time::interval(Duration::from_millis(200));
        for _ in 0..100 {
            let is_first = !self.folder.path().join("state/memory.json").exists();
            let round = self.round(if is_first { &["--first"] } else { &[] });
            if round.code == 0 {
                return round;
            }
            pause.tick().await;
        }
        panic!("no answer: {:?}", self.round(&[]));
    }

    /// Adds entries to the municipality's log.
    pub fn grow(&mut self, times: u8) {
        for _ in 0..times {
            self.addresses += 1;
            self.world().allow_address(MUNICIPALITY, &format!("192.0.2.{}/32", self.addresses)).unwrap();
        }
    }

    /// Rounds until the witness has seen so many entries.
    pub async fn until(&self, size: u64) -> Round {
        let mut pause = tokio::time::interval(Duration::from_millis(200));
        for _ in 0..100 {
            let round = self.alarmed(&[]);
            assert_ne!(round.code % 10, 1, "{round:?}");
            if round.code == 0 && round.size() >= size {
                return round;
            }
            pause.tick().await;
        }
        panic!("{size} entries were never seen");
    }

    /// An authority that the server's certificate is not of.
    pub fn letterbox_authority(&self) -> String {
        self.path("letterbox-pki/letterbox-authority.pem")
    }

    /// Files of evidence in the witness's folder.
    pub fn evidence(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path().join("state")).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with("evidence-")).collect()
    }
}

/// Runs the program as on a machine without any installation.
pub fn bare(words: &[&str]) -> Round {
    once(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>(), &[])
}

pub fn once(words: &[String], more: &[&str]) -> Round {
    let mut command = Command::new(program("poortwacht-under-test").unwrap());
    let output = command.env_clear().args(words).args(more).current_dir("/").output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Round {
        code: output.status.code().unwrap_or(-1),
        said: text(&output.stdout),
        complained: text(&output.stderr),
    }
}
