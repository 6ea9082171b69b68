use diesel::prelude::*;
use poortwacht_domain::MunicipalityId;
use uuid::Uuid;

use super::Place;
use super::place::contains;
use crate::keystore::schema::named_keys;
use crate::keystore::{Generation, KeyStore, Purpose};

fn municipality(number: u128) -> MunicipalityId {
    MunicipalityId::from_uuid(Uuid::from_u128(number))
}

/// A purpose key under the name of an index key of earlier versions.
fn with_an_index_key(place: &Place) -> Vec<u8> {
    place.create().purpose_key(Purpose::PacketDigest).unwrap();
    place.execute(&format!(
        "UPDATE named_keys SET name = 'index/{}/2026-11/kept' WHERE name = 'purpose/packet-digest'",
        Uuid::from_u128(1)
    ));
    named_keys::table.select(named_keys::sealed).first(&mut place.raw()).unwrap()
}

on_both! {
    fn processes_that_ask_at_once_agree_on_a_key(place: &Place) {
        drop(place.create());
        let key = || *place.reopen().purpose_key(Purpose::PacketDigest).unwrap().secret().expose();
        let keys = std::thread::scope(|scope| {
            let askers: Vec<_> = (0..8).map(|_| scope.spawn(key)).collect();
            askers.into_iter().map(|asker| asker.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }

    fn a_destroyed_generation_does_not_come_back(place: &Place) {
        let store = place.create();
        let name = Generation { municipality: municipality(1), number: 3 };
        assert!(store.generation_key(name, false).unwrap().is_none());
        let before = *store.generation_key(name, true).unwrap().unwrap().secret().expose();
        assert_eq!(*place.reopen().generation_key(name, false).unwrap().unwrap().secret().expose(), before);
        for _ in 0..2 {
            store.destroy_generation_keys(&[name]).unwrap();
            assert!(store.generation_key(name, false).unwrap().is_none());
        }
        assert_ne!(*store.generation_key(name, true).unwrap().unwrap().secret().expose(), before);
    }

    fn index_keys_of_earlier_versions_are_destroyed_when_the_key_store_is_opened(place: &Place) {
        let sealed = with_an_index_key(place);
        let kept = *place.reopen().purpose_key(Purpose::Totp).unwrap().secret().expose();
        let left: Vec<String> = named_keys::table.select(named_keys::name).load(&mut place.raw()).unwrap();
        assert_eq!(left, ["purpose/totp"]);
        assert_eq!(*place.reopen().purpose_key(Purpose::Totp).unwrap().secret().expose(), kept);
        // PostgreSQL vacuums the row away; its bytes go with the next backup or rotation.
        assert!(place.server.is_some() || !contains(&place.bytes(), &sealed));
    }

    fn each_purpose_has_one_lasting_key(place: &Place) {
        let store = place.create();
        let purposes = [
            Purpose::DossierSigning(municipality(1)),
            Purpose::DossierSigning(municipality(2)),
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
