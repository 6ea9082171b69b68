//! Route × method × caller.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{Timestamp, ToSpan as _};
use poortwacht_domain::{Clock as _, Role};
use poortwacht_portal::routes::{Access, Endpoint, Logs};
use poortwacht_services::system::SystemClock;
use poortwacht_store::sessions::{self, NewSession};
use poortwacht_store::{Plan, Scope, StoreError, accounts};
use poortwacht_tests::ledger::Records;
use poortwacht_tests::sender;
use poortwacht_tests::wire::{Answer, Session, Wire, send};
use poortwacht_tests::world::MUNICIPALITY;
use reqwest::Method;
use reqwest::header::COOKIE;

use super::answers::{is_a_whole_picture, is_guarded, tells_nothing};
use super::cast::{Cast, OTHER_TOWN_HALL, TOWN_HALL};
use super::requests::{path, signed};

const METHODS: [Method; 8] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
    Method::TRACE,
];

/// Answers about one sample: of a kind that only one of the roles sees who may draw samples.
const OF_ONE_SAMPLE: [Endpoint; 3] = [Endpoint::Sample, Endpoint::SampleLine, Endpoint::SampleReport];

/// Somebody who tries everything.
struct Caller {
    name: String,
    wire: Wire,
    session: Session,
    /// What the session is worth; nothing for those who have none.
    role: Option<Role>,
    /// Whether the caller is at an address and of a municipality for which the things exist.
    at_home: bool,
    headers: &'static [(&'static str, &'static str)],
}

/// What a caller may expect of a cell.
#[derive(Debug, PartialEq, Eq)]
enum Expected {
    Success,
    /// An answer, were it only the way to the login form.
    Open,
    WrongMethod,
    Refusal,
    /// Left to other tests: it changes something, or depends on what it is asked for.
    Elsewhere,
}

/// Everything that pretends to say where a request comes from.
const FORGED: &[(&str, &str)] = &[
    ("x-forwarded-for", "127.0.0.1"),
    ("x-real-ip", "127.0.0.1"),
    ("forwarded", "for=127.0.0.1"),
    ("true-client-ip", "127.0.0.1"),
];

#[tokio::test]
async fn only_the_declared_cell_answers_whoever_asks_by_whichever_method() {
    let cast = Cast::gather().await;
    let records = Records::open(&cast.running.world).unwrap();
    let cases_before = records.cases().unwrap();
    let callers = callers(&cast, &records).await;
    let acts_before = records.acts().unwrap();
    let mut refused_roles = 0;
    for pattern in patterns() {
        for method in METHODS {
            for caller in &callers {
                refused_roles += usize::from(judge(&cast, pattern, &method, caller).await);
            }
        }
    }
    assert_eq!(records.cases().unwrap(), cases_before, "a refused request changed a case");
    nothing_was_done(&records, &acts_before, refused_roles);
}

/// Asks for one cell and judges the answer; whether it was refused for the caller's role.
async fn judge(cast: &Cast, pattern: &str, method: &Method, caller: &Caller) -> bool {
    let expected = caller.expects(pattern, method);
    if expected == Expected::Elsewhere {
        return false;
    }
    let what = format!("{method} {pattern} by {}", caller.name);
    let answer = caller.ask(cast, pattern, method).await;
    is_guarded(&what, &answer);
    match expected {
        Expected::Success => {
            assert!(answer.succeeded(), "{what}: {} {}", answer.status, answer.body);
            if pattern.contains("{grant}") {
                is_a_whole_picture(&what, &answer);
            }
        }
        Expected::Open => {
            let open = answer.status.is_success() || answer.status.is_redirection();
            assert!(open, "{what}: {} {}", answer.status, answer.body);
        }
        Expected::WrongMethod => is_wrong_method(&what, &answer, pattern),
        Expected::Refusal | Expected::Elsewhere => is_refused(&what, &answer),
    }
    if matches!(expected, Expected::Refusal | Expected::WrongMethod) {
        tells_nothing(&what, &answer, cast);
    }
    // A grant is somebody's own; whose it is not hears that there is none.
    expected == Expected::Refusal && caller.role.is_some() && !pattern.contains("{grant}")
}

fn is_wrong_method(what: &str, answer: &Answer, pattern: &str) {
    assert_eq!(answer.status.as_u16(), 405, "{what}: {}", answer.body);
    let allowed: BTreeSet<_> =
        answer.header("allow").unwrap_or_default().split(", ").map(str::to_owned).collect();
    let declared: BTreeSet<_> =
        declared(pattern).into_iter().flat_map(Endpoint::methods).map(|method| method.to_string()).collect();
    assert_eq!(allowed, declared, "{what}");
}

fn is_refused(what: &str, answer: &Answer) {
    let to_login = answer.location().is_some_and(|place| place.starts_with("/login"));
    let refused = to_login || [401, 403, 404].contains(&answer.status.as_u16());
    assert!(refused, "{what}: {} {}", answer.status, answer.body);
}

fn patterns() -> BTreeSet<&'static str> {
    Endpoint::ALL.iter().map(|endpoint| endpoint.declaration().path).collect()
}

fn declared(pattern: &str) -> Vec<Endpoint> {
    Endpoint::ALL.iter().copied().filter(|endpoint| endpoint.declaration().path == pattern).collect()
}

impl Caller {
    fn expects(&self, pattern: &str, method: &Method) -> Expected {
        let method = method.as_str();
        let answers = |endpoint: &Endpoint| endpoint.methods().iter().any(|own| own.as_str() == method);
        let Some(endpoint) = declared(pattern).into_iter().find(answers) else {
            return Expected::WrongMethod;
        };
        let changes = method == "POST";
        match (endpoint.declaration().access, self.role) {
            (Access::Public, _) if changes || !self.at_home => Expected::Elsewhere,
            (Access::Public, _) => Expected::Open,
            (_, None) => Expected::Refusal,
            (Access::Session, Some(_)) if changes => Expected::Elsewhere,
            // Granted to the officer alone.
            (Access::Session, Some(role)) if endpoint == Endpoint::Picture && role != Role::Officer => {
                Expected::Refusal
            }
            (Access::Session, Some(_)) => Expected::Success,
            // Only a decision that a colleague took opens.
            (_, Some(Role::Officer)) if endpoint == Endpoint::SecondLook => Expected::Elsewhere,
            // A sample of views, which coordinators do not read.
            (_, Some(Role::Coordinator)) if OF_ONE_SAMPLE.contains(&endpoint) => Expected::Elsewhere,
            (Access::Permission(permission), Some(role)) if !role.allows(permission) => Expected::Refusal,
            _ if changes => Expected::Elsewhere,
            _ => Expected::Success,
        }
    }

    /// Everything but the cell itself is right: origin, token, form.
    async fn ask(&self, cast: &Cast, pattern: &str, method: &Method) -> Answer {
        let path = path(pattern, &cast.things);
        let post = |endpoint: &&Endpoint| endpoint.declaration().method.as_str() == "POST";
        let endpoint = declared(pattern);
        let form =
            endpoint.iter().find(post).map(|endpoint| signed(*endpoint, &cast.things.case, &self.session));
        let mut request = self.wire.request(method.clone(), &path).header("origin", self.wire.origin());
        if !self.session.cookie.is_empty() {
            request = request.header(COOKIE, &self.session.cookie);
        }
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        let bodiless = [Method::GET, Method::HEAD, Method::TRACE].contains(method);
        let request = if bodiless { request } else { request.form(&form.unwrap_or_default()) };
        send(request).await.unwrap_or_else(|error| panic!("{method} {path} by {}: {error:#}", self.name))
    }
}

async fn callers(cast: &Cast, records: &Records) -> Vec<Caller> {
    let home = |name: &str, session: &Session, role| Caller {
        name: name.to_owned(),
        wire: cast.wire.clone(),
        session: session.clone(),
        role,
        at_home: true,
        headers: &[],
    };
    let officer = cast.officer();
    let with_cookie = |cookie: &str| Session { cookie: cookie.to_owned(), ..officer.clone() };
    let name = officer.cookie.split_once('=').unwrap().0;
    let fresh = stale(records, officer, 1, 60).await;
    assert!(
        cast.wire.get("/stock", &fresh.cookie).await.unwrap().succeeded(),
        "a session made this way counts"
    );
    let mut callers = vec![
        home("nobody", &with_cookie(""), None),
        home("somebody with a made-up cookie", &with_cookie(&format!("{name}={}", "A".repeat(43))), None),
        home("somebody with an endless cookie", &with_cookie(&format!("{name}={}", "A".repeat(3_000))), None),
        home("an officer after nine hours", &stale(records, officer, 10 * 60, -60).await, None),
        home(
            "an officer after a quarter of an hour of nothing",
            &stale(records, officer, 16, 60).await,
            None,
        ),
    ];
    callers.extend(cast.people.iter().map(|(role, session)| home(role.as_str(), session, Some(*role))));
    let unit = &cast.running.town.harbour.identity;
    let pem = [std::fs::read(&unit.key).unwrap(), std::fs::read(&unit.certificate).unwrap()].concat();
    let certified = |builder: reqwest::ClientBuilder| {
        builder.local_address(TOWN_HALL).identity(reqwest::Identity::from_pem(&pem).unwrap())
    };
    let wire = Wire::with(&cast.running.world, certified).unwrap();
    callers.push(Caller { wire, ..home("a roadside unit with its certificate", &with_cookie(""), None) });
    callers.extend(away(cast));
    callers
}

/// The first municipality's own officer at the other one's town hall, plain and with forged headers.
fn away(cast: &Cast) -> Vec<Caller> {
    let wire = Wire::from_address(&cast.running.world, OTHER_TOWN_HALL).unwrap();
    let caller = |name: &str, headers| Caller {
        name: name.to_owned(),
        wire: wire.clone(),
        session: cast.officer().clone(),
        role: None,
        at_home: false,
        headers,
    };
    vec![caller("an officer at the other town hall", &[]), caller("the same, saying to be at home", FORGED)]
}

/// A second session of the officer's, begun `age` minutes ago and without activity since, that ends in `left` minutes.
pub async fn stale(records: &Records, officer: &Session, age: i64, left: i64) -> Session {
    let (name, _) = officer.cookie.split_once('=').unwrap();
    let token = sender::sha256(format!("{age} {left}").as_bytes());
    let token_hash = hex::encode(digest(&SHA256, token.as_bytes()));
    let now = SystemClock.now();
    let login = format!("{MUNICIPALITY}-{}", Role::Officer);
    let plan = Plan::new();
    let written = records.store().write(plan, move |tx| {
        let account = accounts::by_login(tx, &Scope::job("a test"), &login)?.ok_or(StoreError::NotFound)?;
        let session = NewSession {
            token_hash: token_hash.clone(),
            account: account.id,
            municipality: account.municipality,
            origin: TOWN_HALL,
            created_at: now - age.minutes(),
            expires_at: now + left.minutes(),
            destroy_after: Timestamp::MAX - 48.hours(),
        };
        sessions::insert(tx, &Scope::municipality(account.municipality), &session)
    });
    written.await.unwrap();
    let form_token = poortwacht_services::sessions::form_token(&token);
    Session { cookie: format!("{name}={token}"), form_token }
}

/// No act of a form is in the ledger but those that set the scene, and each refused role is.
fn nothing_was_done(records: &Records, before: &BTreeMap<String, usize>, refused_roles: usize) {
    let acts = records.acts().unwrap();
    let begun =
        ["account_added", "authorisation_added", "address_allowed", "case_claimed", "logged_in", "enrolled"];
    let viewed = acts_of("GET");
    for (path, declared) in acts_of("POST") {
        let seen = |act: &&str| viewed.iter().any(|(_, acts)| acts.contains(act));
        for act in declared.into_iter().filter(|act| !begun.contains(act) && !seen(act)) {
            assert_eq!(acts.get(act), before.get(act), "POST {path} was done");
        }
    }
    let refusals = acts.get("access_refused").copied().unwrap_or_default();
    assert!(refusals >= refused_roles, "{refusals} refusals of {refused_roles} are in the ledger");
}

/// What the endpoints of one method leave, by path. A form that shows a page again leaves what the page does.
fn acts_of(method: &str) -> Vec<(&'static str, Vec<&'static str>)> {
    let lines = Endpoint::ALL.iter().map(|endpoint| endpoint.declaration());
    let of_method = lines.filter(|line| line.method.as_str() == method);
    of_method
        .filter_map(|line| match line.logs {
            Logs::Acts(acts) | Logs::ForEach(acts) => {
                Some((line.path, acts.iter().map(|act| act.as_str()).collect()))
            }
            Logs::Nothing(_) => None,
        })
        .collect()
}
