//! The record of processing activities, and a configuration that cannot work.

use poortwacht_tests::logboek::{Logboek, REGISTER};
use poortwacht_tests::portal::Browser;
use poortwacht_tests::world::{Plan, World};
use serde_json::{Value, json};

use super::room::{On, Room, receive};
use crate::setup::Running;

async fn json_at(browser: &Browser, path: &str) -> Value {
    let page = browser.get(path).await.unwrap();
    assert!(page.status.is_success(), "{path}: {}", page.body);
    serde_json::from_str(&page.body).unwrap()
}

fn browser(world: &World) -> Browser {
    Browser::new(&world.authority.certificate(), &world.addresses().unwrap().portal).unwrap()
}

#[tokio::test]
async fn what_a_line_names_is_found_in_the_record_with_the_terms_in_force() {
    let room = Room::open(On::Sqlite).await;
    receive(&room.running.sender(), 0).await;
    room.until_confirmed().await;
    let browser = browser(room.world());
    let line = room.distinct().into_values().find(|line| line.name == "case_received").unwrap();
    let path = line.activity().strip_prefix(REGISTER).unwrap().to_owned();
    let activity = json_at(&browser, &path).await;
    assert_eq!(activity["uri"], line.activity());
    assert_eq!(
        (&activity["id"], &activity["processor"]),
        (&json!("passages"), &json!("Voorbeeldleverancier"))
    );
    assert_eq!(activity["controllers"][0]["name"], "Waterstad");
    let undecided =
        activity["retention"].as_array().unwrap().iter().find(|kept| kept["from"] == "opname").unwrap();
    assert_eq!(undecided["term"], "P2M");
    let record = json_at(&browser, "/processing-activities").await;
    let all = record["processingActivities"].as_array().unwrap();
    assert!(all.contains(&activity) && all.len() == 10, "{record}");
    let kinds: Vec<_> =
        record["dataSubjectIdTypes"].as_array().unwrap().iter().map(|kind| &kind["id"]).collect();
    assert!(kinds.contains(&&json!(line.attributes["dpl.core.data_subject_id_type"])), "{kinds:?}");
}

#[tokio::test]
async fn the_record_tells_the_terms_of_the_configuration_and_knows_no_other_activity() {
    let extra = "[retention]\nundecided_months = 1\n".to_owned();
    let running = Running::start(Plan { extra, ..Plan::default() }).await;
    let browser = browser(&running.world);
    let activity = json_at(&browser, "/processing-activities/judgement").await;
    assert_eq!(activity["retention"][0]["term"], "P1M");
    assert_eq!(activity["processor"], Value::Null);
    let unknown = browser.get("/processing-activities/ae47io").await.unwrap();
    assert_eq!(unknown.status.as_u16(), 404);
    let problem: Value = serde_json::from_str(&unknown.body).unwrap();
    assert!(problem["status"] == 404 && !unknown.body.contains("ae47io"), "{problem}");
}

#[tokio::test]
async fn a_processing_log_that_cannot_be_reached_safely_is_refused_with_the_member_to_mend() {
    let folder = tempfile::tempdir().unwrap();
    let log = Logboek::start(folder.path()).await.unwrap();
    let sections = log.sections();
    for (from, to, member) in [
        ("endpoint = \"https://", "endpoint = \"http://", "processing_log.endpoint"),
        ("log-authority.pem", "nothing.pem", "processing_log.ca_file"),
        ("log-client.key.pem", "nothing.pem", "processing_log.tls.private_key_file"),
        ("log-headers", "nothing", "processing_log.headers_file"),
        ("interval_seconds", "interval", "interval"),
    ] {
        let installation = tempfile::tempdir().unwrap();
        let world = World::create(installation.path(), Plan::default()).unwrap();
        let file = world.folder().join("poortwacht.toml");
        let text = std::fs::read_to_string(&file).unwrap() + &sections.replace(from, to);
        std::fs::write(&file, text).unwrap();
        let refused = world.command(&["config", "check"]).unwrap_err().to_string();
        assert!(refused.contains(member), "{from}: {refused}");
    }
}
