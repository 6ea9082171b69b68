//! A picture is for the session that was shown its case, while the case lies on that desk. Every other request for it is
//! refused and written down.

use poortwacht_domain::Role;
use poortwacht_tests::ledger::Records;
use poortwacht_tests::wire::{Answer, Wire, send};

use super::answers::{is_a_whole_picture, is_guarded};
use super::cast::{Cast, OTHER_TOWN_HALL};
use super::matrix::stale;

/// Somebody tries to see what was not granted, and the log.
struct Watch {
    cast: Cast,
    records: Records,
    path: String,
}

impl Watch {
    async fn begin() -> Self {
        let cast = Cast::gather().await;
        let records = Records::open(&cast.running.world).unwrap();
        let path = format!("/pictures/{}", cast.things.grant);
        Self { cast, records, path }
    }

    fn refusals(&self) -> usize {
        self.records.acts().unwrap().get("access_refused").copied().unwrap_or_default()
    }

    async fn is_refused(&self, who: &str, wire: &Wire, cookie: &str, status: u16) {
        let before = self.refusals();
        let answer = wire.get(&self.path, cookie).await.unwrap();
        assert_eq!(answer.status.as_u16(), status, "{who}");
        is_guarded(who, &answer);
        assert!(answer.header("content-type").is_none_or(|kind| kind.starts_with("text/html")), "{who}");
        assert_eq!(self.refusals(), before + 1, "{who}: the refusal is in the ledger");
    }

    async fn post(&self, path: &str, more: &[(&'static str, &str)]) -> Answer {
        let officer = self.cast.officer();
        let token = ("form_token", officer.form_token.clone());
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let fields: Vec<_> = more.chain([token]).collect();
        send(self.cast.wire.form(path, &officer.cookie, &fields)).await.unwrap()
    }
}

#[tokio::test]
async fn a_picture_outside_its_session_and_its_claim_is_refused_and_written_down() {
    let watch = Watch::begin().await;
    let (cast, wire, officer) = (&watch.cast, &watch.cast.wire, watch.cast.officer());
    is_a_whole_picture("the officer", &wire.get(&watch.path, &officer.cookie).await.unwrap());
    let second = stale(&watch.records, officer, 1, 60).await;
    watch.is_refused("another session of the same officer", wire, &second.cookie, 404).await;
    let colleague = cast.person(Role::Coordinator);
    watch.is_refused("a colleague", wire, &colleague.cookie, 404).await;
    watch.is_refused("nobody", wire, "", 403).await;
    let elsewhere = Wire::from_address(&cast.running.world, OTHER_TOWN_HALL).unwrap();
    watch.is_refused("the officer, elsewhere", &elsewhere, &officer.cookie, 403).await;
    assert!(watch.post("/review/release", &[("until", "")]).await.succeeded());
    watch.is_refused("the officer, once the claim is lost", wire, &officer.cookie, 404).await;
    assert!(watch.post("/review", &[("location", "")]).await.succeeded());
    is_a_whole_picture("the officer again", &wire.get(&watch.path, &officer.cookie).await.unwrap());
    watch.post("/logout", &[]).await;
    watch.is_refused("the officer, logged out", wire, &officer.cookie, 403).await;
}
