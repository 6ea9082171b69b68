//! In which language and dress pages come, errors among them.

use actix_web::http::header::ACCEPT_LANGUAGE;
use poortwacht_domain::Role;

use super::world::{World, ask, get, in_session, post};
use crate::dress::{Dress, Theme, Wardrobe};

const CODE: &str = "GM9999";

fn dressed() -> Wardrobe {
    let theme = Theme::parse("--pw-line: #00345c;").unwrap();
    let help = Some("Hulp nodig? Bel 14 030.".to_owned());
    Wardrobe::new([(CODE.to_owned(), Dress { help, help_en: None, theme: Some(theme) })].into())
}

#[actix_web::test]
async fn before_logging_in_the_address_or_the_browser_says_the_language_and_afterwards_the_account() {
    let world = World::new().await;
    let app = world.app().await;
    let in_english = |path: &str| get(path).insert_header((ACCEPT_LANGUAGE, "en"));
    assert!(ask(&app, get("/login")).await.body.contains("<html lang=\"nl\""));
    assert!(ask(&app, in_english("/login")).await.body.contains("<html lang=\"en\""));
    let chosen = ask(&app, get("/login?lang=en")).await.body;
    assert!(chosen.contains("<html lang=\"en\"") && chosen.contains("action=\"/login?lang=en\""), "{chosen}");
    let officer = world.log_in("boa", Role::Officer).await;
    let own = ask(&app, in_session(in_english("/account"), &officer)).await.body;
    assert!(own.contains("<html lang=\"nl\""), "{own}");
    let form = post("/account/language", Some(&officer), "language=en&back=%2Fstock");
    assert_eq!(ask(&app, form).await.location(), "/stock");
    let own = ask(&app, in_session(get("/account"), &officer)).await.body;
    assert!(own.contains("<html lang=\"en\"") && own.contains("My account"), "{own}");
}

#[actix_web::test]
async fn choosing_a_language_leads_nowhere_else_and_to_no_language_we_do_not_have() {
    let world = World::new().await;
    let app = world.app().await;
    let officer = world.log_in("boa", Role::Officer).await;
    for back in ["https%3A%2F%2Felders.example", "%2F%2Felders.example", ""] {
        let form = post("/account/language", Some(&officer), &format!("language=nl&back={back}"));
        assert_eq!(ask(&app, form).await.location(), "/account?notice=language-chosen", "{back}");
    }
    let unknown = post("/account/language", Some(&officer), "language=tlh&back=%2Fstock");
    assert_eq!(ask(&app, unknown).await.status, 400);
}

#[actix_web::test]
async fn a_municipalitys_people_get_its_help_and_its_theme_before_and_after_logging_in() {
    let world = World::new().await;
    let app = world.app_with(dressed()).await;
    let officer = world.log_in("boa", Role::Officer).await;
    for request in [get("/login"), in_session(get("/account"), &officer)] {
        let page = ask(&app, request).await.body;
        assert!(page.contains("Hulp nodig? Bel 14 030."), "{page}");
        let file = page.split("/assets/").find(|part| part.starts_with("theme-")).unwrap();
        let file = file.split('"').next().unwrap();
        let sheet = ask(&app, get(&format!("/assets/{file}"))).await;
        assert_eq!(sheet.header("content-type"), Some("text/css; charset=utf-8"));
        assert!(sheet.header("cache-control").unwrap().contains("immutable"));
        assert!(sheet.body.contains("--pw-line: #00345c;"), "{}", sheet.body);
    }
    assert_eq!(ask(&app, get("/assets/theme-0000000000000000.css")).await.status, 404);
}

#[actix_web::test]
async fn an_error_says_what_to_do_leads_back_and_names_the_trace_and_repeats_no_address() {
    let world = World::new().await;
    let app = world.app().await;
    let officer = world.log_in("boa", Role::Officer).await;
    for (path, status) in
        [("/bestaat-niet", 404), ("/units", 403), ("/review/confirm", 405), ("/cases/7N3QD88WSF", 404)]
    {
        let answer = ask(&app, in_session(get(path), &officer)).await;
        assert_eq!(answer.status, status, "{path}");
        for part in
            ["Wat is er gebeurd?", "Wat is bewaard?", "Wat kunt u doen?", "Kenmerk voor de helpdesk: "]
        {
            assert!(answer.body.contains(part), "{path}: {part}");
        }
        assert!(answer.body.contains("href=\"/\"") && answer.body.contains("rel=\"icon\""), "{path}");
        assert!(!answer.body.contains(path), "{path}: {}", answer.body);
    }
}
