//! Accounts: enrolled once, a code spent once, locked and closed for good.

use poortwacht_domain::{AccountId, FAR_FUTURE, Language, Role};
use poortwacht_store::accounts::{self, Account, Enrolling, Enrolment, NewAccount, TotpStep};
use poortwacht_store::authorisations::{self, Authorisation};
use poortwacht_store::{Plan, StoreError, Tx, recovery_codes};

use crate::support::{everything, now};
use crate::town::{Town, minutes, race, record, rng};

const LINK: &str = "link of officer.GM0001";

fn enrol(town: &Town, link: &'static str, minute: i64) -> Option<AccountId> {
    town.write(move |tx, scope| accounts::enrol(tx, scope, &enrolling(link, minute))).unwrap()
}

fn enrolling(token_hash: &'static str, minute: i64) -> Enrolling<'static> {
    Enrolling {
        token_hash,
        password_hash: "argon2id",
        totp_sealed: b"sealed",
        totp_step: 100,
        at: minutes(minute),
    }
}

fn officer(town: &Town) -> Account {
    town.read(|conn, scope| accounts::by_id(conn, scope, town.officer)).unwrap()
}

fn spend(town: &Town, step: i64) -> TotpStep {
    let id = town.officer;
    town.write(move |tx, scope| accounts::record_success(tx, scope, id, step)).unwrap()
}

fn fail(town: &Town) -> u64 {
    let id = town.officer;
    town.write(move |tx, scope| {
        accounts::record_failure(tx, scope, id, |count| (count >= 2).then(|| minutes(count as i64)))
    })
    .unwrap()
}

fn authorisation(town: &Town, from: i64, until: i64) -> Authorisation {
    Authorisation {
        id: record(),
        account: town.officer,
        officer_number: "123456".to_owned(),
        domain: "II".to_owned(),
        territory: "Voorbeeldstad".to_owned(),
        valid_from: minutes(from),
        valid_until: minutes(until),
        recorded_at: minutes(from),
        destroy_after: minutes(until + 60),
        suspension: None,
    }
}

on_both_databases! {
    fn a_new_account_waits_for_its_user_without_a_password(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let found = own.read(|conn, scope| accounts::by_login(conn, scope, "officer.GM0001")).unwrap();
        assert_eq!((found.id, found.role, found.display_name.as_str()), (own.officer, Role::Officer, "Officer"));
        assert!(found.credentials.is_none() && found.deactivated_at.is_none());
        assert_eq!((found.failed_logins, found.destroy_after), (0, FAR_FUTURE));
        assert!(other.read(|conn, scope| accounts::by_login(conn, scope, "officer.GM0001")).is_none());
        assert_eq!(own.read(accounts::list).len(), 1);
        assert_eq!(own.read(|conn, _| accounts::list(conn, &everything())).len(), 2);
    }

    fn a_login_is_taken_once_in_the_instance(database: &Database) {
        let store = database.open();
        let (own, _other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let taken = NewAccount {
            id: AccountId::random(&rng()),
            enrolment: Some(Enrolment { token_hash: "another link".to_owned(), expires_at: now() }),
            ..own.new_account("GM0002")
        };
        let refused = own.write(move |tx, scope| accounts::insert(tx, scope, &taken));
        assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
    }

    fn an_enrolment_link_works_once_and_until_it_expires(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let waits = |minute| {
            let account = town.read(|conn, scope| {
                accounts::by_enrolment_token(conn, scope, LINK, minutes(minute))
            });
            account.map(|account| account.id)
        };
        assert_eq!((waits(0), waits(24 * 60)), (Some(town.officer), None));
        assert_eq!(enrol(&town, "no such link", 1), None);
        assert_eq!(enrol(&town, LINK, 24 * 60), None);
        assert_eq!(enrol(&town, LINK, 1), Some(town.officer));
        assert_eq!(enrol(&town, LINK, 2), None);
        assert_eq!(waits(0), None);
        let credentials = officer(&town).credentials.unwrap();
        assert_eq!((credentials.password_hash.as_str(), credentials.totp_sealed.as_slice()), ("argon2id", &b"sealed"[..]));
    }

    fn of_two_users_of_one_link_at_once_one_is_enrolled(database: &Database) {
        let stores = [database.open(), database.open()];
        let town = Town::build(&stores[0], "GM0001");
        let outcomes = race(&[&stores[0], &stores[1]], |store, _| {
            let scope = town.scope.clone();
            let enrol = move |tx: &mut Tx<'_>| accounts::enrol(tx, &scope, &enrolling(LINK, 1));
            store.write_blocking(Plan::new(), enrol).unwrap().into_inner()
        });
        assert_eq!(outcomes.into_iter().flatten().collect::<Vec<_>>(), [town.officer]);
    }

    fn a_reset_takes_password_and_second_factor_away(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        enrol(&town, LINK, 1).unwrap();
        let id = town.officer;
        town.write(move |tx, scope| accounts::set_password(tx, scope, id, "changed")).unwrap();
        assert_eq!(officer(&town).credentials.unwrap().password_hash, "changed");
        town.write(move |tx, scope| {
            let link = Enrolment { token_hash: "second link".to_owned(), expires_at: minutes(60) };
            accounts::set_enrolment(tx, scope, id, &link)
        })
        .unwrap();
        assert!(officer(&town).credentials.is_none());
        let refused = town.write(move |tx, scope| accounts::set_password(tx, scope, id, "around the link"));
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
        assert_eq!(enrol(&town, "second link", 2), Some(id));
    }

    fn a_time_step_is_spent_once_and_so_are_those_before_it(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        enrol(&town, LINK, 1).unwrap();
        assert_eq!(spend(&town, 100), TotpStep::Refused);
        assert_eq!(spend(&town, 102), TotpStep::Consumed);
        assert_eq!(spend(&town, 102), TotpStep::Refused);
        assert_eq!(spend(&town, 101), TotpStep::Refused);
        assert_eq!(spend(&town, 103), TotpStep::Consumed);
    }

    fn a_code_used_twice_at_once_logs_in_once(database: &Database) {
        let stores = [database.open(), database.open()];
        let town = Town::build(&stores[0], "GM0001");
        let (id, scope) = (town.officer, town.scope.clone());
        let outcomes = race(&[&stores[0], &stores[1]], |store, _| {
            let scope = scope.clone();
            let spend = move |tx: &mut Tx<'_>| accounts::record_success(tx, &scope, id, 200);
            store.write_blocking(Plan::new(), spend).unwrap().into_inner()
        });
        assert_eq!(outcomes.into_iter().filter(|step| *step == TotpStep::Consumed).count(), 1);
    }

    fn failures_add_up_and_lock_until_one_success(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        assert_eq!((fail(&own), officer(&own).locked_until), (1, None));
        assert_eq!((fail(&own), officer(&own).locked_until), (2, Some(minutes(2))));
        assert_eq!((fail(&own), officer(&own).locked_until), (3, Some(minutes(3))));
        assert_eq!(spend(&own, 300), TotpStep::Consumed);
        assert_eq!((officer(&own).failed_logins, officer(&own).locked_until), (0, None));
        let id = own.officer;
        let stranger = other.write(move |tx, scope| accounts::record_failure(tx, scope, id, |_| None));
        assert!(matches!(stranger, Err(StoreError::NotFound)), "{stranger:?}");
    }

    fn a_deactivated_account_does_nothing_any_more_and_loses_its_name_when_due(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        enrol(&town, LINK, 1).unwrap();
        let id = town.officer;
        assert!(!town.write(move |tx, scope| accounts::anonymise(tx, scope, id)).unwrap());
        let deactivate = |town: &Town| {
            town.write(move |tx, scope| accounts::deactivate(tx, scope, id, minutes(5), minutes(60))).unwrap()
        };
        assert!(deactivate(&town) && !deactivate(&town));
        assert!(officer(&town).credentials.is_none());
        assert_eq!(spend(&town, 400), TotpStep::Refused);
        let due = |minute| town.read(|conn, scope| accounts::due(conn, scope, minutes(minute), 9));
        assert!(due(59).is_empty());
        assert_eq!(due(60).into_iter().map(|due| due.id).collect::<Vec<_>>(), [id]);
        assert!(town.write(move |tx, scope| accounts::anonymise(tx, scope, id)).unwrap());
        let left = officer(&town);
        assert_eq!((left.display_name.as_str(), left.login), ("", id.to_string()));
        assert!(due(60).is_empty());
    }

    fn a_user_sets_the_own_language_and_second_factor(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let id = own.officer;
        let early = own.write(move |tx, scope| accounts::set_authenticator(tx, scope, id, b"new", 104));
        assert!(matches!(early, Err(StoreError::NotFound)), "not enrolled: {early:?}");
        enrol(&own, LINK, 1).unwrap();
        assert_eq!(officer(&own).language, Language::Dutch);
        own.write(move |tx, scope| accounts::set_language(tx, scope, id, Language::English)).unwrap();
        own.write(move |tx, scope| accounts::set_authenticator(tx, scope, id, b"new", 104)).unwrap();
        let changed = officer(&own);
        assert_eq!((changed.language, changed.totp_last_step), (Language::English, Some(104)));
        assert_eq!(changed.credentials.unwrap().totp_sealed, b"new");
        assert_eq!(spend(&own, 104), TotpStep::Refused);
        fail(&own);
        own.write(move |tx, scope| accounts::forget_failures(tx, scope, id)).unwrap();
        assert_eq!(officer(&own).failed_logins, 0);
        let stranger = other.write(move |tx, scope| accounts::set_language(tx, scope, id, Language::Dutch));
        assert!(matches!(stranger, Err(StoreError::NotFound)), "{stranger:?}");
    }

    fn a_recovery_code_is_spent_once_and_new_ones_take_the_place_of_old_ones(database: &Database) {
        let stores = [database.open(), database.open()];
        let (own, other) = (Town::build(&stores[0], "GM0001"), Town::build(&stores[0], "GM0002"));
        let id = own.officer;
        let replace = |codes: [&str; 2]| {
            let codes = codes.map(str::to_owned);
            own.write(move |tx, scope| recovery_codes::replace(tx, scope, id, &codes, minutes(1))).unwrap();
        };
        let spend = |code: &'static str| {
            own.write(move |tx, scope| recovery_codes::spend(tx, scope, id, code)).unwrap()
        };
        let left = |town: &Town| town.read(move |conn, scope| recovery_codes::left(conn, scope, id));
        replace(["one", "two"]);
        assert_eq!((left(&own), left(&other)), (2, 0));
        let scope = own.scope.clone();
        let outcomes = race(&[&stores[0], &stores[1]], |store, _| {
            let scope = scope.clone();
            let spend = move |tx: &mut Tx<'_>| recovery_codes::spend(tx, &scope, id, "one");
            store.write_blocking(Plan::new(), spend).unwrap().into_inner()
        });
        assert_eq!(outcomes.into_iter().filter(|spent| *spent).count(), 1);
        replace(["three", "four"]);
        assert!(!spend("two") && spend("three") && !spend("three"));
        let stranger = other.write(move |tx, scope| recovery_codes::spend(tx, scope, id, "four"));
        assert!(matches!(stranger, Err(StoreError::NotFound)), "{stranger:?}");
        own.write(move |tx, scope| accounts::deactivate(tx, scope, id, minutes(5), minutes(60))).unwrap();
        assert_eq!(left(&own), 0, "they go with the password");
    }

    fn an_officer_judges_while_an_authorisation_holds(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let (first, second) = (authorisation(&own, 0, 10), authorisation(&own, 8, 20));
        for new in [first.clone(), second.clone()] {
            own.write(move |tx, scope| authorisations::add(tx, scope, &new)).unwrap();
        }
        let valid = |town: &Town, minute| {
            town.read(|conn, scope| authorisations::valid_at(conn, scope, own.officer, minutes(minute)))
        };
        assert_eq!((valid(&own, -1), valid(&own, 20)), (None, None));
        assert_eq!((valid(&own, 0), valid(&own, 9)), (Some(first.clone()), Some(second.clone())));
        assert_eq!(valid(&other, 0), None);
        let all = own.read(|conn, scope| authorisations::of_account(conn, scope, own.officer));
        assert_eq!(all, [second.clone(), first.clone()]);
        let foreign = first.clone();
        let refused = other.write(move |tx, scope| authorisations::add(tx, scope, &foreign));
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
        assert_eq!(other.write(|tx, scope| authorisations::delete_due(tx, scope, minutes(70), 9)).unwrap(), 0);
        assert_eq!(own.write(|tx, scope| authorisations::delete_due(tx, scope, minutes(70), 9)).unwrap(), 1);
        assert_eq!(own.read(|conn, scope| authorisations::of_account(conn, scope, own.officer)), [second]);
    }
}
