//! Requests for a second person, reviews of who has access, and what is changed about an account by others.

use poortwacht_domain::{AccessVerdict, ApprovalKind, ApprovalState, ReviewReach, Role};
use poortwacht_store::access_reviews::{self, AccessReview, Judgement, Line};
use poortwacht_store::accounts::{self, Enrolment};
use poortwacht_store::approvals::{self, Approval, Decision};
use poortwacht_store::authorisations::{self, Authorisation, Suspension};

use crate::town::{Town, minutes, record};

fn approval(town: &Town, asked: i64) -> Approval {
    Approval {
        id: record(),
        municipality: town.id,
        kind: ApprovalKind::UnlockAccount,
        account: Some(town.officer),
        content: "\"unlock_account\"".to_owned(),
        reason: "stond aan de balie".to_owned(),
        asked_by: town.officer,
        asked_at: minutes(asked),
        expires_at: minutes(asked + 60),
        state: ApprovalState::Waiting,
        decided_by: None,
        decided_at: None,
        destroy_after: minutes(asked + 600),
    }
}

fn authorisation(town: &Town, from: i64, until: i64) -> Authorisation {
    Authorisation {
        id: record(),
        account: town.officer,
        officer_number: "123456".to_owned(),
        domain: "I".to_owned(),
        territory: "Voorbeeldstad".to_owned(),
        valid_from: minutes(from),
        valid_until: minutes(until),
        recorded_at: minutes(from),
        destroy_after: minutes(until + 60),
        suspension: None,
    }
}

on_both_databases! {
    fn a_request_waits_until_it_expires_and_is_decided_once(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let asked = approval(&own, 0);
        let inserted = asked.clone();
        own.write(move |tx, scope| approvals::insert(tx, scope, &inserted)).unwrap();
        assert_eq!(own.read(|conn, scope| approvals::waiting(conn, scope, minutes(59))), std::slice::from_ref(&asked));
        assert_eq!(other.read(|conn, scope| approvals::waiting(conn, scope, minutes(59))), []);
        assert_eq!(own.read(|conn, scope| approvals::waiting(conn, scope, minutes(60))), []);
        assert_eq!(own.read(|conn, scope| approvals::expired(conn, scope, minutes(60))), std::slice::from_ref(&asked));
        assert_eq!(own.read(|conn, scope| approvals::settled(conn, scope, minutes(60), 10)).len(), 1);
        let (id, by) = (asked.id, own.officer);
        let decide = move |state| Decision { state, by: Some(by), at: minutes(5), destroy_after: minutes(70) };
        let decided = |town: &Town, state| {
            town.write(move |tx, scope| approvals::decide(tx, scope, id, &decide(state))).unwrap()
        };
        assert!(!decided(&other, ApprovalState::Approved), "another town's");
        assert!(decided(&own, ApprovalState::Refused));
        assert!(!decided(&own, ApprovalState::Approved), "decided once");
        let found = own.read(|conn, scope| approvals::by_id(conn, scope, id)).unwrap();
        assert_eq!((found.state, found.decided_by), (ApprovalState::Refused, Some(own.officer)));
        let delete = |at| own.write(move |tx, scope| approvals::delete_due(tx, scope, minutes(at), 10)).unwrap();
        assert_eq!((delete(69), delete(70), delete(71)), (0, 1, 0));
    }

    fn a_review_keeps_its_lines_and_dies_with_them(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let review = AccessReview {
            id: record(),
            municipality: own.id,
            reach: ReviewReach::Everybody,
            begun_at: minutes(0),
            due_at: minutes(10),
            closed_at: None,
            closed_by: None,
        };
        let line = Line {
            account: own.officer,
            role: Role::Officer,
            last_login_at: None,
            authorised_until: Some(minutes(3)),
            judgement: None,
        };
        let (begun, of, id, account) = (review.clone(), line.clone(), review.id, own.officer);
        own.write(move |tx, scope| access_reviews::begin(tx, scope, &begun, std::slice::from_ref(&of))).unwrap();
        assert_eq!(own.read(access_reviews::list), [review]);
        assert_eq!(other.read(access_reviews::list), []);
        assert_eq!(own.read(|conn, scope| access_reviews::lines(conn, scope, id)), [line]);
        assert_eq!(other.read(|conn, scope| access_reviews::lines(conn, scope, id)), []);
        let said = Judgement {
            verdict: AccessVerdict::Change,
            remark: "andere rol".to_owned(),
            by: account,
            at: minutes(4),
        };
        let judge = |town: &Town| {
            let said = said.clone();
            town.write(move |tx, scope| access_reviews::judge(tx, scope, id, account, &said))
        };
        assert!(judge(&other).is_err());
        assert!(judge(&own).unwrap());
        let kept = own.read(|conn, scope| access_reviews::lines(conn, scope, id));
        assert_eq!(kept[0].judgement, Some(said.clone()));
        let close = || {
            own.write(move |tx, scope| access_reviews::close(tx, scope, id, account, minutes(5), minutes(50)))
        };
        assert!(close().unwrap() && !close().unwrap());
        assert!(judge(&own).is_err(), "a closed review does not change");
        let delete =
            |at| own.write(move |tx, scope| access_reviews::delete_due(tx, scope, minutes(at), 10)).unwrap();
        assert_eq!((delete(49), delete(50)), (0, 1));
        assert_eq!(own.read(|conn, scope| access_reviews::lines(conn, scope, id)), []);
    }

    fn a_suspended_authorisation_counts_for_what_was_before_and_again_once_confirmed(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let (held, id) = (authorisation(&town, 0, 100), town.officer);
        town.write(move |tx, scope| authorisations::add(tx, scope, &held)).unwrap();
        let suspension = Suspension { at: minutes(50), by: Some(id) };
        let suspended = town.write(move |tx, scope| authorisations::suspend(tx, scope, id, &suspension));
        assert_eq!(suspended.unwrap(), 1);
        let holds = |at| town.read(|conn, scope| authorisations::valid_at(conn, scope, id, minutes(at))).is_some();
        assert_eq!([holds(49), holds(50), holds(99)], [true, false, false]);
        assert_eq!(town.read(authorisations::list)[0].suspension, Some(suspension));
        let confirm = || town.write(move |tx, scope| authorisations::confirm(tx, scope, id)).unwrap();
        assert_eq!((confirm(), confirm()), (1, 0));
        assert_eq!([holds(50), holds(99), holds(100)], [true, true, false]);
    }

    fn a_closed_account_opens_again_while_it_has_its_name(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let id = town.officer;
        let reopen = || {
            let link = Enrolment { token_hash: "a new link".to_owned(), expires_at: minutes(9) };
            town.write(move |tx, scope| accounts::reactivate(tx, scope, id, Some(&link))).unwrap()
        };
        assert!(!reopen(), "it is open");
        let close =
            || town.write(move |tx, scope| accounts::deactivate(tx, scope, id, minutes(1), minutes(2))).unwrap();
        assert!(close() && reopen());
        let found = town.read(|conn, scope| accounts::by_id(conn, scope, id)).unwrap();
        assert!(found.deactivated_at.is_none() && found.credentials.is_none() && found.enrolment.is_some());
        town.write(move |tx, scope| accounts::set_role(tx, scope, id, Role::Auditor)).unwrap();
        town.write(move |tx, scope| accounts::record_login(tx, scope, id, minutes(3))).unwrap();
        town.write(move |tx, scope| accounts::record_reset(tx, scope, id, minutes(4))).unwrap();
        let found = town.read(|conn, scope| accounts::by_id(conn, scope, id)).unwrap();
        let seen = (found.role, found.last_login_at, found.reset_at);
        assert_eq!(seen, (Role::Auditor, Some(minutes(3)), Some(minutes(4))));
        assert!(close());
        town.write(move |tx, scope| accounts::anonymise(tx, scope, id)).unwrap();
        assert!(!reopen(), "nobody knows whose it was");
    }
}
