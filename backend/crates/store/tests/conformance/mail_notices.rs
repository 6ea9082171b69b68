//! Deadlines that are told by mail: each stage once, sent once, given up in the end.

use jiff::Timestamp;
use poortwacht_domain::notice::{NoticeKind, NoticeStage};
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{MunicipalityId, RecordId, Role};
use poortwacht_store::mail_notices::{self, MailBacklog, MailNotice};
use poortwacht_store::{Insertion, Plan, Scope, Store, StoreError, Tx};

use crate::support::{add, everything, fresh};
use crate::town::minutes;

fn notice(municipality: MunicipalityId, stage: NoticeStage, minute: i64) -> MailNotice {
    MailNotice {
        id: RecordId::random(&SequenceRng::new(fresh())),
        municipality,
        role: Role::SecurityOfficer,
        matter: "incident".to_owned(),
        reference: "7".to_owned(),
        place: "/incidents/7".to_owned(),
        kind: NoticeKind::Solve,
        stage,
        due_at: minutes(60),
        created_at: minutes(minute),
        attempts: 0,
        destroy_after: minutes(minute + 1_000),
    }
}

fn write<T: Send + 'static>(
    store: &Store,
    f: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    store.write_blocking(Plan::new(), f).map(poortwacht_store::Committed::into_inner)
}

fn insert(store: &Store, notice: &MailNotice) -> Insertion {
    let notice = notice.clone();
    write(store, move |tx| mail_notices::insert(tx, &everything(), &notice)).unwrap()
}

fn waiting(store: &Store, now: Timestamp, whatever: bool) -> Vec<MailNotice> {
    store.read_blocking(|conn| mail_notices::waiting(conn, &everything(), (now, whatever), 100)).unwrap()
}

fn backlog(store: &Store) -> MailBacklog {
    store.read_blocking(|conn| mail_notices::backlog(conn, &everything())).unwrap()
}

on_both_databases! {
    fn a_stage_of_a_deadline_is_told_once_to_each_role(database: &Database) {
        let store = database.open();
        let town = add(&store, "GM0001").id;
        let first = notice(town, NoticeStage::Near, 1);
        let is_told = |notice: &MailNotice| {
            let notice = notice.clone();
            store.read_blocking(|conn| mail_notices::is_told(conn, &everything(), &notice)).unwrap()
        };
        assert!(!is_told(&first));
        assert_eq!(insert(&store, &first), Insertion::Inserted);
        let again = notice(town, NoticeStage::Near, 2);
        assert!(is_told(&again));
        assert_eq!(insert(&store, &again), Insertion::AlreadyThere);
        let others = [
            notice(town, NoticeStage::Over, 3),
            MailNotice { role: Role::PrivacyOfficer, ..notice(town, NoticeStage::Near, 4) },
            MailNotice { due_at: minutes(90), ..notice(town, NoticeStage::Near, 5) },
        ];
        for other in &others {
            assert!(!is_told(other));
            assert_eq!(insert(&store, other), Insertion::Inserted);
        }
        let order: Vec<_> = waiting(&store, minutes(9), false).into_iter().map(|one| one.id).collect();
        assert_eq!(order, [first.id, others[0].id, others[1].id, others[2].id]);
    }

    fn a_notice_is_in_one_pair_of_hands_and_remembered_after_it_was_sent(database: &Database) {
        let store = database.open();
        let town = add(&store, "GM0001").id;
        let first = notice(town, NoticeStage::Near, 1);
        assert_eq!(insert(&store, &first), Insertion::Inserted);
        let take = |notice: &MailNotice| {
            let notice = notice.clone();
            write(&store, move |tx| mail_notices::take(tx, &everything(), &notice, minutes(5))).unwrap()
        };
        assert!(take(&first));
        assert!(!take(&first), "somebody else was faster");
        assert_eq!(waiting(&store, minutes(4), false), []);
        let id = first.id;
        write(&store, move |tx| mail_notices::failed(tx, &everything(), id, minutes(8), "away")).unwrap();
        assert_eq!(waiting(&store, minutes(7), false), []);
        assert_eq!(waiting(&store, minutes(7), true).len(), 1, "whoever asks need not wait");
        let seen = waiting(&store, minutes(8), false).remove(0);
        assert_eq!(seen, MailNotice { attempts: 1, ..first });
        let expected = MailBacklog {
            waiting: 1,
            oldest: Some(minutes(1)),
            last_error: Some("away".to_owned()),
            ..MailBacklog::default()
        };
        assert_eq!(backlog(&store), expected);
        assert!(take(&seen));
        write(&store, move |tx| mail_notices::sent(tx, &everything(), id, minutes(9))).unwrap();
        assert_eq!(waiting(&store, minutes(99), true), []);
        assert_eq!(backlog(&store), MailBacklog { sent: 1, ..MailBacklog::default() });
        let unsent = notice(town, NoticeStage::Near, 10);
        assert_eq!(insert(&store, &unsent), Insertion::AlreadyThere, "it stays told");
        let gone = write(&store, |tx| mail_notices::delete_due(tx, &everything(), minutes(1_001), 100)).unwrap();
        assert_eq!((gone, insert(&store, &unsent)), (1, Insertion::Inserted));
    }

    fn what_had_its_time_is_given_up_and_may_be_tried_again(database: &Database) {
        let store = database.open();
        let town = add(&store, "GM0001").id;
        let first = notice(town, NoticeStage::Near, 1);
        assert_eq!(insert(&store, &first), Insertion::Inserted);
        let id = first.id;
        let give_up = move |tx: &mut Tx<'_>| mail_notices::give_up(tx, &everything(), id, minutes(9));
        assert!(write(&store, give_up).unwrap());
        assert!(!write(&store, give_up).unwrap(), "once");
        assert_eq!((waiting(&store, minutes(99), true), backlog(&store).given_up), (vec![], 1));
        let again = write(&store, |tx| mail_notices::retry(tx, &everything(), minutes(10))).unwrap();
        assert_eq!((again, waiting(&store, minutes(10), false).len()), (1, 1));
    }

    fn a_municipality_reaches_its_own_notices_only(database: &Database) {
        let store = database.open();
        let (own, other) = (add(&store, "GM0001").id, add(&store, "GM0002").id);
        let foreign = notice(other, NoticeStage::Near, 1);
        assert_eq!(insert(&store, &foreign), Insertion::Inserted);
        let scope = Scope::municipality(own);
        let seen = store.read_blocking(|conn| mail_notices::backlog(conn, &scope)).unwrap();
        assert_eq!(seen.waiting, 0);
        let id = foreign.id;
        let refused = write(&store, move |tx| mail_notices::insert(tx, &Scope::municipality(own), &foreign));
        assert!(matches!(refused, Err(StoreError::NotFound)));
        assert!(!write(&store, move |tx| mail_notices::give_up(tx, &Scope::municipality(own), id, minutes(2))).unwrap());
    }
}
