//! Forms: done and gone to a page, or shown again with everything that was typed.

use poortwacht_domain::Role;

use super::world::{World, ask, get, in_session, post};

#[actix_web::test]
async fn logging_in_gives_a_host_bound_cookie_and_leads_to_where_the_account_works() {
    let world = World::new().await;
    let app = world.app().await;
    let (password, code) = world.enrolled("boa", Role::Officer).await;
    let answer = ask(&app, post("/login", None, &format!("login=boa&password={password}&code={code}"))).await;
    assert_eq!((answer.status, answer.location()), (303, "/"), "{}", answer.body);
    let cookie = answer.cookie().to_owned();
    for part in ["__Host-poortwacht=", "Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
        assert!(cookie.contains(part), "{cookie} lacks {part}");
    }
    let token = cookie.split(['=', ';']).nth(1).unwrap();
    assert_eq!(ask(&app, in_session(get("/"), token)).await.location(), "/stock");
    assert_eq!(ask(&app, in_session(get("/login"), token)).await.location(), "/");
}

#[actix_web::test]
async fn a_failed_login_keeps_the_name_and_never_the_password() {
    let world = World::new().await;
    let app = world.app().await;
    let answer = ask(&app, post("/login", None, "login=niemand&password=geheim-geheim&code=123456")).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("value=\"niemand\"") && answer.body.contains("Inloggen is niet gelukt"));
    assert!(!answer.body.contains("geheim-geheim"));
    let answer = ask(&app, post("/login", None, "login=&password=&code=")).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("Vul dit veld in."));
}

#[actix_web::test]
async fn logging_out_ends_the_session_and_takes_the_cookie_away() {
    let world = World::new().await;
    let app = world.app().await;
    let officer = world.log_in("boa", Role::Officer).await;
    let answer = ask(&app, post("/logout", Some(&officer), "")).await;
    assert_eq!((answer.status, answer.location()), (303, "/login?notice=logged-out"));
    assert!(answer.cookie().contains("Max-Age=0"));
    assert_eq!(ask(&app, in_session(get("/stock"), &officer)).await.status, 303);
}

#[actix_web::test]
async fn a_wrong_exemption_comes_back_with_all_that_was_typed_and_a_right_one_leads_to_the_list() {
    let world = World::new().await;
    let app = world.app().await;
    let administrator = world.log_in("beheer", Role::Administrator).await;
    let form = |until: &str| {
        let fields = format!(
            "plate=AE-12-UI&category=resident&holder=Bakker&valid_from=2026-11-24&valid_until={until}&monday=on"
        );
        post("/exemptions/new", Some(&administrator), &fields)
    };
    let wrong = ask(&app, form("2026-11-20")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert!(wrong.body.contains("value=\"Bakker\"") && wrong.body.contains("value=\"AE-12-UI\""));
    assert!(wrong.body.contains("Het einde ligt voor het begin."));
    let right = ask(&app, form("2026-12-20")).await;
    assert_eq!((right.status, right.location()), (303, "/exemptions?notice=added"));
    let list = ask(&app, in_session(get("/exemptions"), &administrator)).await;
    assert!(list.body.contains("Bakker"));
}

#[actix_web::test]
async fn a_search_without_a_reason_is_not_made() {
    let world = World::new().await;
    let app = world.app().await;
    let officer = world.log_in("boa", Role::Officer).await;
    let answer = ask(&app, post("/search", Some(&officer), "reference=&plate=&reason=&explanation=")).await;
    assert_eq!(answer.status, 422);
    assert!(!world.log().await.iter().any(|entry| entry.contains("searched")));
}

#[actix_web::test]
async fn an_officer_without_an_authorisation_hears_it_at_the_desk() {
    let world = World::new().await;
    let app = world.app().await;
    let officer = world.log_in("boa", Role::Officer).await;
    let answer = ask(&app, post("/review", Some(&officer), "location=")).await;
    assert_eq!((answer.status, answer.location()), (303, "/review"));
    let desk = ask(&app, in_session(get("/review"), &officer)).await;
    assert!(desk.status == 200 && desk.body.contains("U mag nu niet beoordelen"), "{}", desk.body);
}

#[actix_web::test]
async fn a_form_that_is_no_form_is_told_so() {
    let world = World::new().await;
    let app = world.app().await;
    let answer =
        ask(&app, post("/login", None, "").insert_header(("content-type", "application/json"))).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("Dit verzoek is niet te begrijpen"));
}
