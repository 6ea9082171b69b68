//! Sessions and login attempts.

use std::net::IpAddr;

use poortwacht_domain::MunicipalityId;
use poortwacht_store::login_attempts::{self, LoginAttempt, LoginOutcome};
use poortwacht_store::sessions::{self, NewSession, Session};
use poortwacht_store::{Scope, StoreError};

use crate::support::{everything, now};
use crate::town::{Town, minutes, record};

const ORIGIN: &str = "192.0.2.7";

fn start(town: &Town, token: &str) {
    let session = NewSession {
        token_hash: token.to_owned(),
        account: town.officer,
        municipality: town.id,
        origin: ORIGIN.parse().unwrap(),
        created_at: now(),
        expires_at: minutes(60),
        destroy_after: minutes(90),
    };
    town.write(move |tx, scope| sessions::insert(tx, scope, &session)).unwrap();
}

fn find(town: &Town, token: &str) -> Option<Session> {
    town.read(|conn, scope| sessions::by_token_hash(conn, scope, token))
}

fn touch(town: &Town, minute: i64) -> bool {
    town.write(move |tx, scope| sessions::touch(tx, scope, "token", minutes(minute))).unwrap()
}

fn end(town: &Town, minute: i64) -> bool {
    town.write(move |tx, scope| sessions::end(tx, scope, "token", minutes(minute), minutes(minute + 30)))
        .unwrap()
}

fn attempt(town: &Town, known: bool, minute: i64, outcome: LoginOutcome) -> LoginAttempt {
    LoginAttempt {
        id: record(),
        municipality: known.then_some(town.id),
        account: known.then_some(town.officer),
        at: minutes(minute),
        origin: ORIGIN.parse().unwrap(),
        outcome,
        destroy_after: minutes(minute + 100),
    }
}

fn keep(town: &Town, attempt: LoginAttempt) {
    town.write(move |tx, _| login_attempts::insert(tx, &everything(), &attempt)).unwrap();
}

on_both_databases! {
    fn a_session_is_found_by_its_token_in_its_own_municipality(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        start(&own, "token");
        let found = find(&own, "token").unwrap();
        assert_eq!((found.account, found.municipality), (own.officer, own.id));
        assert_eq!(found.origin, ORIGIN.parse::<IpAddr>().unwrap());
        assert_eq!((found.last_seen_at, found.expires_at, found.ended_at), (now(), minutes(60), None));
        assert!(find(&other, "token").is_none() && find(&own, "another token").is_none());
        assert!(!touch(&other, 1) && !end(&other, 1));
    }

    fn activity_is_noted_until_the_session_is_over(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        start(&town, "token");
        assert!(touch(&town, 10));
        assert_eq!(find(&town, "token").unwrap().last_seen_at, minutes(10));
        assert!(!touch(&town, 60));
        assert_eq!(find(&town, "token").unwrap().last_seen_at, minutes(10));
    }

    fn an_ended_session_is_not_revived(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        start(&town, "token");
        assert!(end(&town, 10) && !end(&town, 20));
        assert!(!touch(&town, 11));
        let found = find(&town, "token").unwrap();
        assert_eq!((found.last_seen_at, found.ended_at), (now(), Some(minutes(10))));
        assert_eq!(found.destroy_after, minutes(40));
    }

    fn all_sessions_of_an_account_end_at_once(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        start(&own, "token");
        start(&own, "second token");
        start(&other, "foreign token");
        let officer = own.officer;
        let end_all = |town: &Town| {
            town.write(move |tx, scope| {
                sessions::end_all_of_account(tx, scope, officer, minutes(5), minutes(50))
            })
            .unwrap()
        };
        assert_eq!((end_all(&other), end_all(&own), end_all(&own)), (0, 2, 0));
        assert_eq!(find(&other, "foreign token").unwrap().ended_at, None);
    }

    fn sessions_and_attempts_die_when_they_are_due(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        start(&town, "token");
        start(&town, "second token");
        end(&town, 0);
        let purge = |minute| {
            town.write(move |tx, scope| sessions::delete_due(tx, scope, minutes(minute), 9)).unwrap()
        };
        assert_eq!((purge(29), purge(30), purge(89), purge(90)), (0, 1, 0, 1));
        keep(&town, attempt(&town, true, 0, LoginOutcome::WrongCode));
        keep(&town, attempt(&town, false, 1, LoginOutcome::UnknownLogin));
        let purge = |scope: Scope, minute| {
            town.write(move |tx, _| login_attempts::delete_due(tx, &scope, minutes(minute), 9)).unwrap()
        };
        assert_eq!(purge(everything(), 99), 0);
        assert_eq!((purge(town.scope.clone(), 200), purge(everything(), 200)), (1, 1));
    }

    fn an_attempt_of_a_stranger_is_not_a_municipalitys(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let refused = |municipality: Option<MunicipalityId>| {
            let attempt = LoginAttempt { municipality, ..attempt(&own, true, 0, LoginOutcome::Locked) };
            own.write(move |tx, scope| login_attempts::insert(tx, scope, &attempt))
        };
        assert!(matches!(refused(None), Err(StoreError::NotFound)));
        assert!(matches!(refused(Some(other.id)), Err(StoreError::NotFound)));
        refused(Some(own.id)).unwrap();
    }

    fn an_accounts_open_sessions_are_those_that_were_not_ended_and_are_not_over(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        for token in ["token", "another"] {
            start(&own, token);
        }
        let open = |town: &Town, minute| {
            let listed = town.read(move |conn, scope| {
                sessions::open_of_account(conn, scope, own.officer, minutes(minute))
            });
            listed.into_iter().map(|session| session.token_hash).collect::<Vec<_>>()
        };
        assert_eq!(open(&own, 1), ["another", "token"]);
        assert!(open(&other, 1).is_empty());
        assert!(end(&own, 2));
        assert_eq!(open(&own, 3), ["another"]);
        assert!(open(&own, 60).is_empty(), "past its absolute expiry");
    }
}
