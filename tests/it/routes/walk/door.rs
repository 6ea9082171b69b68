//! Through the door: enrolment, login, and everything that people do to their own accounts.

use poortwacht_portal::routes::Endpoint;
use poortwacht_services::sessions;
use poortwacht_tests::accounts::Credentials;
use poortwacht_tests::wire::Session;

use super::super::cast::hidden;
use super::super::requests::{Fields, path};
use super::Walk;

/// Enrols, logs in and looks after the account of a newcomer.
pub async fn through_the_door(walk: &mut Walk) -> Session {
    let nobody = Session { cookie: String::new(), form_token: String::new() };
    walk.visit(Endpoint::Ping, &nobody).await;
    walk.visit(Endpoint::Asset, &nobody).await;
    walk.visit(Endpoint::ProcessingActivities, &nobody).await;
    walk.visit(Endpoint::ProcessingActivity, &nobody).await;
    walk.visit(Endpoint::LoginForm, &nobody).await;
    let link = walk.visit(Endpoint::EnrolForm, &nobody).await;
    let secret = link.body.split_once("secret=").unwrap().1;
    let secret: String = secret.chars().take_while(char::is_ascii_alphanumeric).collect();
    let newcomer = Credentials::from_secret("nieuw", "vijf eenden onder de brug", &secret).unwrap();
    let three = walk.three_codes(&newcomer).await;
    let form = vec![
        ("password", newcomer.password.clone()),
        ("password_again", newcomer.password.clone()),
        ("code", three[0].clone()),
    ];
    let place = path(Endpoint::Enrol.declaration().path, &walk.cast.things);
    walk.send(Endpoint::Enrol, &nobody, &place, form).await;
    let session = logs_in(walk, &newcomer, &three[1]).await;
    looks_after_the_account(walk, &newcomer, &three[2], &session).await;
    session
}

async fn logs_in(walk: &mut Walk, person: &Credentials, code: &str) -> Session {
    let nobody = Session { cookie: String::new(), form_token: String::new() };
    let (login, password) = (person.login.clone(), person.password.clone());
    let form = vec![("login", login), ("password", password), ("code", code.to_owned())];
    let answer = walk.send(Endpoint::LogIn, &nobody, "/login", form).await;
    let cookie = answer.cookie().unwrap();
    let form_token = sessions::form_token(cookie.split_once('=').unwrap().1);
    Session { cookie, form_token }
}

/// Everything that people do to their own accounts; recovery codes stand in where the authenticator's are spent.
async fn looks_after_the_account(walk: &mut Walk, person: &Credentials, code: &str, session: &Session) {
    for endpoint in [Endpoint::ChooseLanguage, Endpoint::PasswordForm, Endpoint::RecoveryForm] {
        walk.visit(endpoint, session).await;
    }
    let current = ("current", person.password.clone());
    let made = vec![current.clone(), ("current_code", code.to_owned())];
    let made = walk.sign_and_send(Endpoint::MakeRecoveryCodes, session, made).await;
    let codes = recovery_codes(&made.body);
    logs_in(walk, person, &codes[0]).await;
    let account = walk.visit(Endpoint::Account, session).await;
    let other = hidden(&account.body, "/account/sessions/end", "session");
    walk.sign_and_send(Endpoint::EndSession, session, vec![("session", other)]).await;
    walk.visit(Endpoint::EndOtherSessions, session).await;
    let offered = walk.visit(Endpoint::AuthenticatorForm, session).await;
    let renewal = renewal(&offered.body, person, &codes[1]);
    walk.sign_and_send(Endpoint::RenewAuthenticator, session, renewal).await;
    let (field, again) = ("password", "acht eenden op het ijs".to_owned());
    let changed = vec![current, (field, again.clone()), ("password_again", again)];
    walk.sign_and_send(Endpoint::ChangePassword, session, changed).await;
}

fn recovery_codes(page: &str) -> Vec<String> {
    let list = page.split_once("pw-codes").unwrap().1.split_once("</ol>").unwrap().0;
    let codes = list.split("<code").skip(1).map(|code| code.split_once('>').unwrap().1);
    codes.map(|code| code.split('<').next().unwrap().to_owned()).collect()
}

/// The form that couples the authenticator that a page offers.
fn renewal(page: &str, person: &Credentials, recovery_code: &str) -> Fields {
    let secret = page.split_once("pw-secret__value").unwrap().1.split_once("<code").unwrap().1;
    let secret = secret.split_once('>').unwrap().1.split('<').next().unwrap();
    let new = Credentials::from_secret(&person.login, &person.password, secret).unwrap();
    vec![
        ("offer", hidden(page, "/account/authenticator", "offer")),
        ("current", person.password.clone()),
        ("current_code", recovery_code.to_owned()),
        ("code", new.code().unwrap()),
    ]
}
