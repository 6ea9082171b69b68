//! Permit systems, their tokens, and what they created.

use poortwacht_domain::ids::{ApiClientId, ExemptionId};
use poortwacht_domain::{ApiScope, MunicipalityId};
use poortwacht_store::api_clients::{self, ApiClient, ApiCreation, ApiToken, AssertionKey};
use poortwacht_store::{Committed, Insertion, Plan, Scope, Store, StoreError, Tx};

use crate::support::{add, now};
use crate::town::{minutes, rng};

fn client(municipality: MunicipalityId, name: &str, fingerprint: Option<&str>) -> ApiClient {
    ApiClient {
        id: ApiClientId::random(&rng()),
        municipality,
        name: name.to_owned(),
        key: Some(AssertionKey { public_key: vec![1, 2, 3], algorithm: "ES256".to_owned() }),
        certificate_fingerprint: fingerprint.map(str::to_owned),
        networks: vec!["192.0.2.0/24".parse().unwrap(), "2001:db8::/48".parse().unwrap()],
        scopes: [ApiScope::ExemptionsRead, ApiScope::LocationsRead].into_iter().collect(),
        registered_at: now(),
        revoked_at: None,
    }
}

fn write<T: Send + 'static>(
    store: &Store,
    f: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    store.write_blocking(Plan::new(), f).map(Committed::into_inner)
}

fn register(store: &Store, client: &ApiClient) -> Result<(), StoreError> {
    let client = client.clone();
    let scope = Scope::municipality(client.municipality);
    write(store, move |tx| api_clients::register(tx, &scope, &client))
}

on_both_databases! {
    fn a_permit_system_is_found_as_it_was_registered_until_and_after_it_is_revoked(database: &Database) {
        let store = database.open();
        let (own, other) = (add(&store, "waterstad").id, add(&store, "duinstad").id);
        let first = client(own, "vergunningen", Some("aa"));
        register(&store, &first).unwrap();
        let find = |of: MunicipalityId| store.read_blocking(|conn| api_clients::find(conn, &Scope::municipality(of), first.id));
        assert_eq!(find(own).unwrap(), Some(first.clone()));
        assert_eq!(find(other).unwrap(), None, "another municipality's does not exist");
        assert!(matches!(register(&store, &client(own, "vergunningen", None)), Err(StoreError::Conflict { .. })));
        assert!(matches!(register(&store, &client(own, "ander", Some("aa"))), Err(StoreError::Conflict { .. })));
        register(&store, &client(other, "vergunningen", None)).unwrap();
        let revoke = |of: MunicipalityId| write(&store, move |tx| {
            api_clients::revoke(tx, &Scope::municipality(of), of, "vergunningen", now())
        });
        assert_eq!(revoke(own).unwrap(), Some(first.id));
        assert_eq!(revoke(own).unwrap(), None, "twice");
        assert_eq!(find(own).unwrap().unwrap().revoked_at, Some(now()));
        register(&store, &client(own, "vergunningen", None)).unwrap();
        assert_eq!(store.read_blocking(|conn| api_clients::all(conn, &Scope::municipality(own))).unwrap().len(), 2);
    }
}

on_both_databases! {
    fn a_token_and_a_used_assertion_are_there_until_they_are_worth_nothing(database: &Database) {
        let store = database.open();
        let client = client(add(&store, "waterstad").id, "vergunningen", None);
        register(&store, &client).unwrap();
        let token = ApiToken {
            hash: "ab".to_owned(), client: client.id, scopes: client.scopes.clone(),
            certificate_fingerprint: Some("aa".to_owned()), issued_at: minutes(0), expires_at: minutes(10),
        };
        let kept = token.clone();
        write(&store, move |tx| api_clients::issue(tx, &kept)).unwrap();
        let found = || store.read_blocking(|conn| api_clients::token(conn, "ab")).unwrap();
        assert_eq!(found(), Some(token));
        let id = client.id;
        let used = || write(&store, move |tx| api_clients::use_assertion(tx, id, "jti", minutes(5))).unwrap();
        assert_eq!((used(), used()), (Insertion::Inserted, Insertion::AlreadyThere));
        let forget = |minute| write(&store, move |tx| api_clients::delete_expired(tx, minutes(minute))).unwrap();
        forget(5);
        assert!(found().is_some());
        assert_eq!(used(), Insertion::Inserted, "forgotten once it has expired");
        forget(10);
        assert_eq!(found(), None);
    }
}

on_both_databases! {
    fn what_was_created_under_a_key_is_remembered_until_it_is_due(database: &Database) {
        let store = database.open();
        let client = client(add(&store, "waterstad").id, "vergunningen", None);
        register(&store, &client).unwrap();
        let scope = Scope::municipality(client.municipality);
        let creation = ApiCreation {
            client: client.id, key_hash: "cd".to_owned(), municipality: client.municipality, digest: vec![7; 32],
            exemption: ExemptionId::random(&rng()), created_at: minutes(0), destroy_after: minutes(60),
        };
        let insert = || {
            let (scope, creation) = (scope.clone(), creation.clone());
            write(&store, move |tx| api_clients::insert_creation(tx, &scope, &creation)).unwrap()
        };
        assert_eq!((insert(), insert()), (Insertion::Inserted, Insertion::AlreadyThere));
        let find = || store.read_blocking(|conn| api_clients::find_creation(conn, &scope, client.id, "cd")).unwrap();
        assert_eq!(find(), Some(creation.clone()));
        let delete = |minute| {
            let scope = scope.clone();
            write(&store, move |tx| api_clients::delete_due_creations(tx, &scope, minutes(minute), 10)).unwrap()
        };
        assert_eq!((delete(59), delete(60), find()), (0, 1, None));
    }
}
