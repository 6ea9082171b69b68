//! Every refusal leaves one entry: in the log of the municipality whose session or unit it was, else in the system's.
//!
//! What leaves none, and why: a page asked for without any session (its answer is the way in), a path or method that does
//! not exist (nothing was there to be had), a portal closed by the emergency stop (the stop is the entry), and a stranger's
//! connection, of which the gate reports one count a minute (nobody is told apart before TLS).

use poortwacht_domain::Role;
use poortwacht_tests::ledger::{Records, Written};
use poortwacht_tests::sender::{Draft, Sender};
use poortwacht_tests::wire::{Answer, Session, Wire, send};
use poortwacht_tests::world::MUNICIPALITY;
use reqwest::Method;
use reqwest::header::{COOKIE, ORIGIN};

use super::cast::{Cast, OTHER_TOWN_HALL};
use super::matrix::stale;

/// What a refusal is to leave.
struct Expected {
    act: &'static str,
    reason: &'static str,
    /// What the actor begins with.
    actor: &'static str,
    /// What the shard begins with.
    log: &'static str,
}

const fn access(reason: &'static str, actor: &'static str, log: &'static str) -> Expected {
    Expected { act: "access_refused", reason, actor, log }
}

const OWN: &str = "municipality/";
const SYSTEM: &str = "system/";

struct Door {
    cast: Cast,
    records: Records,
}

impl Door {
    /// Everything that people and units left, in order of no importance.
    fn written(&self) -> Vec<Written> {
        let written = self.records.written().unwrap();
        written.into_iter().filter(|entry| entry.origin.is_some()).collect()
    }

    async fn refuses(
        &self,
        what: &str,
        request: impl Future<Output = anyhow::Result<Answer>>,
        expected: &Expected,
    ) {
        let (all, before) = (self.written().len(), self.alike(expected));
        let answer = request.await.unwrap();
        assert!(!answer.succeeded(), "{what}: {} {}", answer.status, answer.body);
        assert_eq!(self.written().len(), all + 1, "{what}: one entry and no other");
        assert_eq!(self.alike(expected), before + 1, "{what}: no {} by {}", expected.reason, expected.actor);
    }

    fn alike(&self, expected: &Expected) -> usize {
        let is_alike = |entry: &Written| {
            entry.act == expected.act
                && entry.outcome != "done"
                && entry.reason.as_deref() == Some(expected.reason)
                && entry.actor.starts_with(expected.actor)
                && entry.shard.starts_with(expected.log)
        };
        self.written().iter().filter(|entry| is_alike(entry)).count()
    }

    async fn leaves_nothing(&self, what: &str, request: impl Future<Output = anyhow::Result<Answer>>) {
        let before = self.written().len();
        let answer = request.await.unwrap();
        assert!(!answer.succeeded(), "{what}: {}", answer.status);
        assert_eq!(self.written().len(), before, "{what}");
    }

    async fn form(&self, session: &Session, token: &str, origin: &str) -> anyhow::Result<Answer> {
        let fields = [("form_token", token.to_owned()), ("location", String::new())];
        let request = self.cast.wire.request(Method::POST, "/review").header(COOKIE, &session.cookie);
        send(request.header(ORIGIN, origin).form(&fields)).await
    }

    async fn login(&self, login: &str) -> anyhow::Result<Answer> {
        let fields = [("login", login), ("password", "een twee drie vier"), ("code", "000000")];
        send(self.cast.wire.form("/login", "", &fields.map(|(name, value)| (name, value.to_owned())))).await
    }
}

async fn of_forms(door: &Door) {
    let (officer, own) = (door.cast.officer(), door.cast.wire.origin());
    let other = &door.cast.person(Role::Auditor).form_token;
    let foreign = access("foreign_form", "account:", OWN);
    let elsewhere = door.form(officer, &officer.form_token, "https://elders.example");
    door.refuses("a form from elsewhere", elsewhere, &foreign).await;
    let token = access("form_token", "account:", OWN);
    door.refuses("another session's token", door.form(officer, other, &own), &token).await;
    let nobody = Session { cookie: String::new(), form_token: String::new() };
    let nobodys = access("form_token", "system", SYSTEM);
    door.refuses("a form without a session", door.form(&nobody, "", &own), &nobodys).await;
}

async fn of_sessions(door: &Door) {
    let (cast, records) = (&door.cast, &door.records);
    let officer = cast.officer();
    let permission = access("manage_exemptions", "account:", OWN);
    door.refuses("no permission", cast.wire.get("/exemptions", &officer.cookie), &permission).await;
    let away = Wire::from_address(&cast.running.world, OTHER_TOWN_HALL).unwrap();
    let address = access("wrong_address", "account:", OWN);
    door.refuses("a session elsewhere", away.get("/stock", &officer.cookie), &address).await;
    let over = access("session_over", "account:", OWN);
    for (age, left) in [(10 * 60, -60), (16, 60)] {
        let session = stale(records, officer, age, left).await;
        door.refuses("a session that is over", cast.wire.get("/stock", &session.cookie), &over).await;
        door.refuses("its picture", cast.wire.get("/pictures/x", &session.cookie), &over).await;
    }
    let made_up = format!("{}={}", officer.cookie.split_once('=').unwrap().0, "A".repeat(43));
    let unknown = access("no_session", "system", SYSTEM);
    door.refuses("a made-up session", cast.wire.get("/stock", &made_up), &unknown).await;
    door.refuses("a picture without a session", cast.wire.get("/pictures/x", ""), &unknown).await;
}

async fn of_logins(door: &Door) {
    let failed = |reason, log| Expected { act: "login_failed", reason, actor: "system", log };
    door.refuses("an unknown login", door.login("niemand"), &failed("unknown_login", SYSTEM)).await;
    let known = format!("{MUNICIPALITY}-{}", Role::Officer);
    door.refuses("a wrong password", door.login(&known), &failed("wrong_password", OWN)).await;
}

async fn of_units(door: &Door) {
    let (running, draft) = (&door.cast.running, Draft::valid("OA12IE", 7));
    let world = &running.world;
    world.command(&["unit", "revoke", "--municipality", MUNICIPALITY, "--name", "unit-kerkplein"]).unwrap();
    let revoked = Sender::new(world, &running.town.square).unwrap();
    let stranger = world.authority.client("unregistered").unwrap();
    let mut unknown = running.town.square.clone();
    unknown.identity = stranger;
    let unknown = Sender::new(world, &unknown).unwrap();
    for (what, sender, reason, actor, log) in [
        ("a revoked unit", &revoked, "unit_revoked", "unit:", OWN),
        ("an unregistered certificate", &unknown, "unit_unknown", "system", SYSTEM),
    ] {
        let form = sender.signed_form(&draft).unwrap();
        let request = sender.client().post(sender.path("/v1/violation-packets")).multipart(form);
        door.refuses(what, send(request), &access(reason, actor, log)).await;
    }
}

#[tokio::test]
async fn every_refusal_leaves_its_entry_and_what_is_none_leaves_nothing() {
    let cast = Cast::gather().await;
    let records = Records::open(&cast.running.world).unwrap();
    let door = Door { cast, records };
    of_sessions(&door).await;
    of_forms(&door).await;
    of_logins(&door).await;
    of_units(&door).await;
    door.leaves_nothing("a page without a session", door.cast.wire.get("/stock", "")).await;
    door.leaves_nothing("no such page", door.cast.wire.get("/nergens", "")).await;
    let officer = door.cast.officer().clone();
    let fields = [("form_token", officer.form_token.clone())];
    send(door.cast.wire.form("/logout", &officer.cookie, &fields)).await.unwrap();
    let over = access("session_over", "account:", OWN);
    door.refuses("after logging out", door.cast.wire.get("/stock", &officer.cookie), &over).await;
    door.cast.running.world.command(&["ledger", "verify"]).unwrap();
}
