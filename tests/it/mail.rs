//! Deadlines by mail, to a real mail server: over TLS and STARTTLS, never in the clear; nothing in them is anybody's; what
//! the server did not take comes later, once.

use std::time::Duration;

use poortwacht_test_postgres::TestDatabase;
use poortwacht_tests::ledger::Records;
use poortwacht_tests::letterbox::{Letterbox, Way};
use poortwacht_tests::portal::Browser;
use poortwacht_tests::world::{MUNICIPALITY, Plan, World};
use tempfile::TempDir;

use crate::setup::Running;

/// What somebody wrote, or who they are: none of it may stand in a mail.
const SECRETS: [&str; 5] = ["Jansen", "kaartje", "CE48AU", "CE-48-AU", "Naam"];

struct Room {
    running: Running,
    letterbox: Letterbox,
    _database: Option<TestDatabase>,
    _folder: TempDir,
}

impl Room {
    async fn open(way: Way, database: Option<TestDatabase>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let letterbox = Letterbox::start(folder.path()).await.unwrap();
        let url = database.as_ref().map(|database| database.url.clone());
        let extra = letterbox.section(way, MUNICIPALITY);
        let running = Running::start(Plan { database: url, extra, ..Plan::default() }).await;
        Self { running, letterbox, _database: database, _folder: folder }
    }

    fn world(&self) -> &World {
        &self.running.world
    }

    /// Somebody without an account reports, with a name in the words. Then the server ends, so that the command line alone
    /// sends.
    async fn report(&mut self) {
        self.tell().await;
        self.running.world.stop().await.unwrap();
    }

    async fn tell(&self) {
        let world = self.world();
        let browser =
            Browser::new(&world.authority.certificate(), &world.addresses().unwrap().portal).unwrap();
        let page = browser.get("/report-incident").await.unwrap();
        let words = [
            ("incident_kind", "leak"),
            ("what_happened", "Jansen verloor een kaartje"),
            ("reporter_name", "Naam Jansen"),
        ];
        let answer = browser.submit(&page, "/report-incident", &words).await.unwrap();
        assert!(answer.status.is_success() || answer.status.is_redirection(), "{}", answer.status);
    }

    /// `mail send`; whether the server took everything.
    fn send(&self) -> bool {
        self.world().server_command(&["mail", "send"]).unwrap().output().unwrap().status.success()
    }

    fn status(&self) -> String {
        self.world().command(&["mail", "status"]).unwrap()
    }

    async fn until_sent(&self, number: usize) {
        let mut pause = tokio::time::interval(Duration::from_millis(500));
        for _ in 0..60 {
            if self.letterbox.mails().len() >= number {
                return;
            }
            self.send();
            pause.tick().await;
        }
        panic!("{}", self.status());
    }

    fn mailed(&self) -> usize {
        let acts = Records::open(self.world()).unwrap().acts().unwrap();
        acts.get("deadline_mailed").copied().unwrap_or_default()
    }
}

/// A deadline arrives at each mailbox whose duty it is, however the server fails meanwhile.
async fn story(way: Way, database: Option<TestDatabase>) {
    let mut room = Room::open(way, database).await;
    room.letterbox.refuse(true).unwrap();
    room.report().await;
    assert!(!room.send(), "the server refuses");
    assert!(room.status().contains("waiting 2"), "{}", room.status());
    assert_eq!((room.letterbox.mails().len(), room.mailed()), (0, 0));
    room.letterbox.refuse(false).unwrap();
    room.until_sent(2).await;
    assert!(room.send(), "and then nothing is left");
    assert_eq!((room.letterbox.mails().len(), room.mailed()), (2, 2), "once to each");
    says_what_and_nothing_of_anybody(&room);
    if way == Way::StartTls {
        let clear = room.letterbox.in_the_clear();
        let only = |line: &String| line.starts_with("EHLO") || line == "STARTTLS";
        assert!(clear.iter().all(only), "{clear:?}");
    }
}

fn says_what_and_nothing_of_anybody(room: &Room) {
    let mails = room.letterbox.mails();
    let all = mails.join("\n");
    for (mail, to) in mails.iter().zip(["security-officer", "privacy-officer"]) {
        assert!(mail.contains("Subject: [Poortwacht] Incident 1: datalek beoordelen"), "{mail}");
        assert!(mail.contains("/incidents/1"), "{mail}");
        assert!(mail.contains("Auto-Submitted: auto-generated") && mail.contains("Message-ID: <"), "{mail}");
        assert!(all.contains(&format!("<{to}@waterstad.example>")), "{all}");
        assert!(mail.contains("(UTC+0"), "with its time: {mail}");
    }
    for secret in SECRETS {
        assert!(!all.contains(secret), "{secret}: {all}");
    }
}

#[tokio::test]
async fn on_sqlite_a_deadline_comes_over_tls_once_and_names_nobody() {
    story(Way::Tls, None).await;
}

#[tokio::test]
async fn on_postgresql_a_deadline_comes_over_starttls_once_and_names_nobody() {
    story(Way::StartTls, Some(poortwacht_test_postgres::database())).await;
}

#[tokio::test]
async fn a_server_without_encryption_gets_neither_password_nor_mail() {
    let mut room = Room::open(Way::Clear, None).await;
    room.report().await;
    assert!(!room.send());
    assert!(room.letterbox.mails().is_empty());
    let clear = room.letterbox.in_the_clear();
    assert!(!clear.is_empty(), "it was asked");
    let harmless = |line: &String| ["EHLO", "QUIT", "RSET"].iter().any(|word| line.starts_with(word));
    assert!(clear.iter().all(harmless), "{clear:?}");
}
