//! A municipality sees its own rows; to it, others do not exist.

use poortwacht_domain::RecordId;
use poortwacht_domain::testing::SequenceRng;
use poortwacht_store::addresses::{self, AddressRange};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::{Insertion, Plan, Scope, Store, StoreError};

use crate::support::{add, everything, fresh, now};

fn allow(
    store: &Store,
    scope: Scope,
    municipality: &Municipality,
    network: &str,
) -> Result<Insertion, StoreError> {
    let range = AddressRange {
        id: RecordId::random(&SequenceRng::new(fresh())),
        municipality: municipality.id,
        network: network.parse().unwrap(),
        note: "town hall".to_owned(),
        created_at: now(),
    };
    store
        .write_blocking(Plan::new(), move |tx| addresses::allow(tx, &scope, &range))
        .map(|done| done.into_inner())
}

on_both_databases! {
    fn a_municipality_sees_itself_and_no_other(database: &Database) {
        let store = database.open();
        let (own, other) = (add(&store, "GM0001"), add(&store, "GM0002"));
        let scope = Scope::municipality(own.id);
        store
            .read_blocking(|conn| {
                assert_eq!(municipalities::all(conn, &scope)?, std::slice::from_ref(&own));
                assert_eq!(municipalities::by_id(conn, &scope, other.id)?, None);
                assert_eq!(municipalities::by_code(conn, &scope, "GM0002")?, None);
                assert_eq!(municipalities::by_code(conn, &scope, "GM0001")?, Some(own.clone()));
                let hidden = municipalities::exemption_version(conn, &scope, other.id);
                assert!(matches!(hidden, Err(StoreError::NotFound)));
                assert_eq!(municipalities::all(conn, &everything())?, [own.clone(), other.clone()]);
                Ok::<(), StoreError>(())
            })
            .unwrap();
    }

    fn a_municipality_cannot_write_for_another(database: &Database) {
        let store = database.open();
        let (own, other) = (add(&store, "GM0001"), add(&store, "GM0002"));
        let refused = allow(&store, Scope::municipality(own.id), &other, "192.0.2.0/28");
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
        let bump = move |tx: &mut poortwacht_store::Tx<'_>| {
            municipalities::bump_exemption_version(tx, &Scope::municipality(own.id), other.id)
        };
        assert!(matches!(store.write_blocking(Plan::new(), bump), Err(StoreError::NotFound)));
    }

    fn a_range_is_allowed_once_in_any_spelling_and_can_be_taken_away(database: &Database) {
        let store = database.open();
        let (own, other) = (add(&store, "GM0001"), add(&store, "GM0002"));
        assert!(allow(&store, everything(), &own, "192.0.2.0/28").unwrap().is_new());
        assert!(!allow(&store, everything(), &own, "192.0.2.7/28").unwrap().is_new());
        assert!(allow(&store, everything(), &other, "192.0.2.0/28").unwrap().is_new());
        let count = |scope: Scope| store.read_blocking(move |conn| addresses::all(conn, &scope)).unwrap().len();
        assert_eq!((count(everything()), count(Scope::municipality(own.id))), (2, 1));
        let network = "192.0.2.15/28".parse().unwrap();
        let remove = move |tx: &mut poortwacht_store::Tx<'_>| addresses::remove(tx, &everything(), own.id, &network);
        assert!(store.write_blocking(Plan::new(), remove).unwrap().into_inner());
        assert!(!store.write_blocking(Plan::new(), remove).unwrap().into_inner());
        assert_eq!((count(Scope::municipality(own.id)), count(Scope::municipality(other.id))), (0, 1));
    }

    fn a_change_of_exemptions_is_counted(database: &Database) {
        let store = database.open();
        let own = add(&store, "GM0001");
        for expected in 1..=3 {
            let bump = move |tx: &mut poortwacht_store::Tx<'_>| {
                municipalities::bump_exemption_version(tx, &Scope::municipality(own.id), own.id)
            };
            assert_eq!(store.write_blocking(Plan::new(), bump).unwrap().into_inner(), expected);
        }
        let read = store.read_blocking(|conn| municipalities::exemption_version(conn, &everything(), own.id));
        assert_eq!(read.unwrap(), 3);
    }
}
