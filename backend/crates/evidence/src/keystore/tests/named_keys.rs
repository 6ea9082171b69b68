use poortwacht_domain::{Clock, MunicipalityId};
use uuid::Uuid;

use super::Place;
use crate::keystore::{IndexClass, IndexKeyName, KeyStore, Purpose};

fn municipality(number: u128) -> MunicipalityId {
    MunicipalityId::from_uuid(Uuid::from_u128(number))
}

on_both! {
    fn an_index_key_is_made_only_on_demand_and_then_stays_the_same(place: &Place) {
        let store = place.create();
        let name = IndexKeyName::new(municipality(1), place.clock.now(), IndexClass::Undecided);
        assert!(store.index_key(&name, false).unwrap().is_none());
        let made = store.index_key(&name, true).unwrap().unwrap();
        let found = place.reopen().index_key(&name, false).unwrap().unwrap();
        assert_eq!(made.secret().expose(), found.secret().expose());
    }

    fn municipalities_months_and_classes_have_keys_of_their_own(place: &Place) {
        let store = place.create();
        let now = place.clock.now();
        let last_month = "2026-10-31T22:59:59Z".parse().unwrap();
        let names = [
            IndexKeyName::new(municipality(1), now, IndexClass::Undecided),
            IndexKeyName::new(municipality(2), now, IndexClass::Undecided),
            IndexKeyName::new(municipality(1), last_month, IndexClass::Undecided),
            IndexKeyName::new(municipality(1), now, IndexClass::Kept),
        ];
        let mut keys: Vec<[u8; 32]> =
            names.iter().map(|name| *store.index_key(name, true).unwrap().unwrap().secret().expose()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), names.len());
    }

    fn a_destroyed_index_key_does_not_come_back(place: &Place) {
        let store = place.create();
        let name = IndexKeyName::new(municipality(1), place.clock.now(), IndexClass::Kept);
        let before = store.index_key(&name, true).unwrap().unwrap();
        assert!(store.destroy_index_key(&name).unwrap());
        assert!(!store.destroy_index_key(&name).unwrap());
        assert!(store.index_key(&name, false).unwrap().is_none());
        let after = store.index_key(&name, true).unwrap().unwrap();
        assert_ne!(before.secret().expose(), after.secret().expose());
    }

    fn processes_that_ask_at_once_agree_on_a_key(place: &Place) {
        drop(place.create());
        let name = IndexKeyName::new(municipality(1), place.clock.now(), IndexClass::Undecided);
        let key = || *place.reopen().index_key(&name, true).unwrap().unwrap().secret().expose();
        let keys = std::thread::scope(|scope| {
            let askers: Vec<_> = (0..8).map(|_| scope.spawn(key)).collect();
            askers.into_iter().map(|asker| asker.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }

    fn each_purpose_has_one_lasting_key(place: &Place) {
        let store = place.create();
        let purposes = [
            Purpose::ExemptionIndex(municipality(1)),
            Purpose::ExemptionIndex(municipality(2)),
            Purpose::ExemptionList,
            Purpose::PacketDigest,
            Purpose::Totp,
        ];
        let keys =
            |store: &dyn KeyStore| purposes.map(|purpose| *store.purpose_key(purpose).unwrap().secret().expose());
        let first = keys(&store);
        assert_eq!(keys(&place.reopen()), first);
        assert!((1..purposes.len()).all(|n| !first[..n].contains(&first[n])));
    }
}
