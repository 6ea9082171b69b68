//! `/.well-known/security.txt` as RFC 9116 has it, whenever somebody reads it.

use jiff::{SignedDuration, Timestamp};

use super::world::{App, ORIGIN, World, ask, get};

/// The fields in their order.
async fn fields(app: &impl App) -> Vec<(String, String)> {
    let answer = ask(app, get("/.well-known/security.txt")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"), "section 3");
    assert!(answer.body.ends_with('\n') && answer.body.is_ascii(), "{}", answer.body);
    let split = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("{line:?} is no field"));
        (name.to_owned(), value.to_owned())
    };
    answer.body.lines().map(split).collect()
}

fn values<'a>(fields: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    fields.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
}

#[actix_web::test]
async fn it_tells_where_to_report_and_holds_each_field_as_often_as_it_may() {
    let world = World::new().await;
    let app = world.app_with_contact("mailto:ciso@gemeente.example").await;
    let fields = fields(&app).await;
    let form = format!("{ORIGIN}/report-incident");
    assert_eq!(values(&fields, "Contact"), ["mailto:ciso@gemeente.example", form.as_str()], "mail first");
    assert_eq!(values(&fields, "Preferred-Languages"), ["nl, en"]);
    assert_eq!(values(&fields, "Canonical"), [format!("{ORIGIN}/.well-known/security.txt")]);
    assert_eq!(values(&fields, "Expires").len(), 1, "exactly one, section 2.5.5");
    let known = ["Contact", "Expires", "Preferred-Languages", "Canonical"];
    assert!(fields.iter().all(|(name, _)| known.contains(&name.as_str())), "{fields:?}");
    assert_eq!(ask(&app, get("/report-incident")).await.status, 200, "the form is there");
}

#[actix_web::test]
async fn it_is_never_past_its_time_nor_valid_for_a_year() {
    let world = World::new().await;
    let app = world.app().await;
    for days in [0, 89, 91, 400, 4_000] {
        world.advance(SignedDuration::from_hours(24 * days));
        let fields = fields(&app).await;
        let expires: Timestamp = values(&fields, "Expires")[0].parse().unwrap();
        let left = expires.duration_since(world.services.now());
        assert!(left > SignedDuration::from_hours(24 * 30), "{left:?} after {days} days more");
        assert!(left < SignedDuration::from_hours(24 * 365), "less than a year, section 2.5.5");
    }
    assert_eq!(values(&fields(&app).await, "Contact").len(), 1, "without a mail address the form alone");
}
