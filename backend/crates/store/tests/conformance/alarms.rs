//! Alarms: raised once while open, however often something is noticed.

use poortwacht_domain::MunicipalityId;
use poortwacht_store::alarms::{self, Alarm, NewAlarm, Raised};
use poortwacht_store::{Plan, Scope, Store, StoreError, Tx};

use crate::support::everything;
use crate::town::{Town, minutes, race, record};

fn alarm(municipality: Option<MunicipalityId>, subject: &str, minute: i64) -> NewAlarm {
    NewAlarm {
        id: record(),
        municipality,
        kind: "unit_silent".to_owned(),
        subject: subject.to_owned(),
        detail: format!("noticed at minute {minute}"),
        at: minutes(minute),
    }
}

fn raise(store: &Store, scope: Scope, alarm: NewAlarm) -> Result<Raised, StoreError> {
    let raise = move |tx: &mut Tx<'_>| alarms::raise(tx, &scope, &alarm);
    store.write_blocking(Plan::new(), raise).map(|committed| committed.into_inner())
}

fn clear(store: &Store, scope: Scope, subject: &'static str) -> bool {
    let clear = move |tx: &mut Tx<'_>| alarms::clear(tx, &scope, "unit_silent", subject, minutes(9));
    store.write_blocking(Plan::new(), clear).unwrap().into_inner()
}

fn open(store: &Store, scope: Scope) -> Vec<Alarm> {
    store.read_blocking(|conn| alarms::open(conn, &scope)).unwrap()
}

on_both_databases! {
    fn an_open_alarm_is_seen_again_and_not_raised_again(database: &Database) {
        let store = database.open();
        assert_eq!(raise(&store, everything(), alarm(None, "north", 1)).unwrap(), Raised::New);
        assert_eq!(raise(&store, everything(), alarm(None, "north", 2)).unwrap(), Raised::Again);
        assert_eq!(raise(&store, everything(), alarm(None, "south", 3)).unwrap(), Raised::New);
        let open = open(&store, everything());
        assert_eq!(open.len(), 2);
        assert_eq!((open[0].raised_at, open[0].last_seen_at), (minutes(1), minutes(2)));
        assert_eq!((open[0].subject.as_str(), open[0].detail.as_str()), ("north", "noticed at minute 2"));
    }

    fn a_cleared_alarm_can_be_raised_anew(database: &Database) {
        let store = database.open();
        assert!(!clear(&store, everything(), "north"));
        assert_eq!(raise(&store, everything(), alarm(None, "north", 1)).unwrap(), Raised::New);
        assert!(clear(&store, everything(), "north"));
        assert!(open(&store, everything()).is_empty());
        assert_eq!(raise(&store, everything(), alarm(None, "north", 2)).unwrap(), Raised::New);
        assert_eq!(open(&store, everything())[0].raised_at, minutes(2));
    }

    fn of_many_processes_that_notice_something_one_raises_the_alarm(database: &Database) {
        let stores = [database.open(), database.open()];
        let raised = race(&[&stores[0], &stores[1]], |store, _| {
            raise(store, everything(), alarm(None, "north", 1)).unwrap()
        });
        assert_eq!(raised.into_iter().filter(|raised| *raised == Raised::New).count(), 1);
        assert_eq!(open(&stores[0], everything()).len(), 1);
    }

    fn a_municipality_sees_and_clears_its_own_alarms(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        raise(&store, own.scope.clone(), alarm(Some(own.id), "north", 1)).unwrap();
        raise(&store, everything(), alarm(None, "disk", 1)).unwrap();
        assert_eq!(open(&store, own.scope.clone()).len(), 1);
        assert!(open(&store, other.scope.clone()).is_empty());
        assert!(!clear(&store, other.scope.clone(), "north"));
        assert!(!clear(&store, own.scope.clone(), "disk"));
        assert!(clear(&store, own.scope.clone(), "north"));
        for foreign in [Some(other.id), None] {
            let refused = raise(&store, own.scope.clone(), alarm(foreign, "south", 1));
            assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
        }
    }
}
