//! What a permit system does with exemptions, and that nothing is done twice or in another municipality.

use jiff::ToSpan as _;
use jiff::civil::Date;
use poortwacht_domain::local_day;
use poortwacht_tests::keys::now;
use poortwacht_tests::permit_system::PermitSystem;
use poortwacht_tests::sender::{Draft, Sender};
use poortwacht_tests::wire::Answer;
use poortwacht_tests::world::{OTHER_MUNICIPALITY, Plan};
use reqwest::Method;
use serde_json::{Value, json};

use super::permits::{EVERYTHING, Permits, json as body};

const PLATE: &str = "AE47IO";

fn today() -> Date {
    local_day(now())
}

fn exemption(plate: &str) -> Value {
    json!({
        "plate": plate, "holder": "Vergunning 7", "category": "supplier", "validFrom": today().to_string(),
        "validUntil": (today() + 30.days()).to_string(), "locations": ["havenstraat"],
    })
}

/// A permit system with its token.
struct Desk {
    permits: Permits,
    token: String,
}

impl Desk {
    async fn open() -> Self {
        Self::start(Plan { api: Some(100_000), ..Plan::default() }).await
    }

    async fn start(plan: Plan) -> Self {
        let permits = Permits::start(plan).await;
        let token = permits.system.token().await.unwrap();
        Self { permits, token }
    }

    async fn get(&self, path: &str) -> Answer {
        self.permits.system.call(&self.token, Method::GET, path, None).await.unwrap()
    }

    async fn post(&self, path: &str, body: Option<&Value>) -> Answer {
        self.permits.system.call(&self.token, Method::POST, path, body).await.unwrap()
    }

    async fn post_under(&self, key: &str, path: &str, body: &Value) -> Answer {
        self.permits.system.call_under(&self.token, Method::POST, path, Some(body), key).await.unwrap()
    }

    async fn total(&self) -> u64 {
        body(&self.get("/exemptions").await)["total"].as_u64().unwrap()
    }
}

/// From its creation to its end, and what cameras make of it.
async fn a_whole_life(plan: Plan) {
    let desk = Desk::start(plan).await;
    let created = desk.post("/exemptions", Some(&exemption(PLATE))).await;
    assert_eq!(created.status.as_u16(), 201, "{}", created.body);
    let id = body(&created)["id"].as_str().unwrap().to_owned();
    let place = format!("/exemptions/{id}");
    assert_eq!(created.header("location"), Some(format!("/api/v1{place}").as_str()));
    let read = desk.get(&place).await;
    assert_eq!(body(&read), body(&created), "{}", read.body);
    assert_eq!((&body(&read)["plate"], &body(&read)["status"]), (&json!(PLATE), &json!("valid")));
    let wider = json!({"plate": "ae-47-io", "holder": "Vergunning 7a", "category": "care",
        "validFrom": today().to_string(), "validUntil": (today() + 60.days()).to_string(),
        "windows": [{"days": ["monday"], "from": "07:00", "until": "07:00"}]});
    let changed = desk.post(&format!("{place}/versions"), Some(&wider)).await;
    assert_eq!(changed.status.as_u16(), 201, "{}", changed.body);
    let next = body(&changed);
    assert_eq!((&next["follows"], &next["locations"]), (&json!(id), &json!([])));
    assert_eq!(body(&desk.get(&place).await)["status"], "over");
    let over = desk.post(&format!("{place}/terminations"), None).await;
    assert_eq!(over.status.as_u16(), 409, "{}", over.body);
    let place = format!("/exemptions/{}", next["id"].as_str().unwrap());
    assert_eq!(desk.post(&format!("{place}/terminations"), None).await.status.as_u16(), 204);
    let ended = body(&desk.get(&place).await);
    assert_eq!(ended["status"], "over");
    assert!(ended["endedAt"].as_str().unwrap().ends_with('Z'), "{ended}");
    desk.permits.world.command(&["ledger", "verify"]).unwrap();
}

#[tokio::test]
async fn an_exemption_is_created_read_changed_and_ended() {
    a_whole_life(Plan { api: Some(100_000), ..Plan::default() }).await;
}

#[tokio::test]
async fn the_same_on_postgresql() {
    let database = poortwacht_test_postgres::database();
    a_whole_life(Plan { database: Some(database.url.clone()), api: Some(100_000), ..Plan::default() }).await;
}

#[tokio::test]
async fn a_vehicle_that_a_permit_system_exempted_leaves_no_case() {
    let desk = Desk::open().await;
    let created = desk.post("/exemptions", Some(&exemption(PLATE))).await;
    assert_eq!(created.status.as_u16(), 201, "{}", created.body);
    let unit = desk.permits.world.add_unit("waterstad", "havenstraat", "unit-nieuw").unwrap();
    let sender = Sender::new(&desk.permits.world, &unit).unwrap();
    let (_, answer) = sender.send(&Draft::valid(PLATE, 1)).await.unwrap();
    assert_eq!(answer["outcome"], "exempt", "{answer}");
}

#[tokio::test]
async fn a_retry_hears_the_first_answer_and_creates_nothing_twice() {
    let desk = Desk::open().await;
    let before = desk.total().await;
    let first = desk.post_under("key-1", "/exemptions", &exemption(PLATE)).await;
    assert_eq!(first.status.as_u16(), 201, "{}", first.body);
    let again = desk.post_under("key-1", "/exemptions", &exemption(PLATE)).await;
    assert_eq!((again.status.as_u16(), body(&again)), (200, body(&first)));
    let other = desk.post_under("key-1", "/exemptions", &exemption("IO47AE")).await;
    assert_eq!(other.status.as_u16(), 409, "{}", other.body);
    assert_eq!(desk.total().await, before + 1);
    let second = exemption("IO47AE");
    let racing = (0..8).map(|_| desk.post_under("key-2", "/exemptions", &second));
    let answers = futures_util::future::join_all(racing).await;
    let created = answers.iter().filter(|answer| answer.status.as_u16() == 201).count();
    let ids: std::collections::BTreeSet<_> =
        answers.iter().map(|answer| body(answer)["id"].to_string()).collect();
    assert_eq!((created, ids.len()), (1, 1), "{answers:?}");
    assert_eq!(desk.total().await, before + 2);
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_and_nothing_is_created() {
    let desk = Desk::open().await;
    let before = desk.total().await;
    let wrong = json!({"plate": 7, "category": "friend", "validFrom": "1-12-2026", "validUntil": "2026-02-30",
        "locations": ["nergens"], "windows": [{"days": [], "from": "7", "until": "25:00", "x": 1}], "colour": "red"});
    let refused = desk.post("/exemptions", Some(&wrong)).await;
    assert_eq!(refused.status.as_u16(), 400, "{}", refused.body);
    let mut pointers: Vec<String> = body(&refused)["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["location"]["pointer"].as_str().unwrap().to_owned())
        .collect();
    pointers.sort();
    let expected = "/category /colour /holder /locations/0 /plate /validFrom /validUntil /windows/0/days \
                    /windows/0/from /windows/0/until /windows/0/x";
    assert_eq!(pointers.join(" "), expected, "{}", refused.body);
    for (path, part) in [
        ("/exemptions?page=0", "page"),
        ("/exemptions?pageSize=101", "pageSize"),
        ("/exemptions?plate=x", "plate"),
        ("/exemptions/x", "exemptionId"),
        ("/locations?x=1", "x"),
    ] {
        let refused = desk.get(path).await;
        assert_eq!(refused.status.as_u16(), 400, "{path}: {}", refused.body);
        assert_eq!(body(&refused)["errors"][0]["location"]["name"], part, "{path}");
    }
    let keyless = desk.permits.system.request(Method::POST, "/exemptions").bearer_auth(&desk.token);
    let keyless = poortwacht_tests::wire::send(keyless.json(&exemption(PLATE))).await.unwrap();
    assert_eq!(keyless.status.as_u16(), 400, "{}", keyless.body);
    assert_eq!(desk.get("/locations/nergens").await.status.as_u16(), 404);
    assert_eq!(desk.total().await, before);
}

#[tokio::test]
async fn a_start_in_the_past_needs_its_grounds_and_waits_for_a_second_person() {
    let desk = Desk::open().await;
    let mut late = exemption(PLATE);
    late["validFrom"] = json!((today() - 3.days()).to_string());
    let refused = desk.post("/exemptions", Some(&late)).await;
    assert_eq!(body(&refused)["errors"][0]["location"]["pointer"], "/lateStart", "{}", refused.body);
    late["lateStart"] = json!({"document": "B-2026-17", "reason": "Te laat ingevoerd"});
    let placed = desk.post("/exemptions", Some(&late)).await;
    assert_eq!(
        (placed.status.as_u16(), &body(&placed)["status"]),
        (201, &json!("waiting")),
        "{}",
        placed.body
    );
    let id = body(&placed)["id"].as_str().unwrap().to_owned();
    assert_eq!(body(&desk.get(&format!("/exemptions/{id}")).await)["status"], "waiting");
    let listed = desk.get("/exemptions?status=all").await;
    assert!(!listed.body.contains(&id), "what does not count is on no list of what does");
}

#[tokio::test]
async fn a_permit_system_sees_and_touches_its_own_municipality_alone() {
    let desk = Desk::open().await;
    let world = &desk.permits.world;
    world.add_municipality(OTHER_MUNICIPALITY, "Duinstad").unwrap();
    let other = PermitSystem::register(world, OTHER_MUNICIPALITY, "vergunningen", &EVERYTHING).unwrap();
    let token = other.token().await.unwrap();
    let created = desk.post("/exemptions", Some(&exemption(PLATE))).await;
    let id = body(&created)["id"].as_str().unwrap().to_owned();
    let call = |method, path: String, body: Option<Value>| {
        let (other, token) = (&other, &token);
        async move { other.call(token, method, &path, body.as_ref()).await.unwrap() }
    };
    assert_eq!(body(&call(Method::GET, "/exemptions?status=all".to_owned(), None).await)["total"], 0);
    assert_eq!(body(&call(Method::GET, "/locations".to_owned(), None).await)["locations"], json!([]));
    let place = format!("/exemptions/{id}");
    let change = json!({"plate": PLATE, "holder": "x", "category": "care", "validFrom": today().to_string(),
        "validUntil": today().to_string()});
    for (method, path, sent) in [
        (Method::GET, place.clone(), None),
        (Method::POST, format!("{place}/terminations"), None),
        (Method::POST, format!("{place}/versions"), Some(change)),
    ] {
        let answer = call(method, path.clone(), sent).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}: {}", answer.body);
    }
    assert_eq!(body(&desk.get(&place).await)["status"], "valid");
}
