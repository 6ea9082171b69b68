//! The marker of a database.

use poortwacht_store::Environment;

on_both_databases! {
    fn a_database_is_marked_once_and_keeps_its_identity(database: &Database) {
        let first = database.open().instance().clone();
        assert_eq!(first.environment, Environment::Test);
        let again = database.migrate(&database.config).unwrap();
        assert!(!again.created);
        assert!(again.applied.is_empty());
        assert_eq!(again.instance, first);
    }
}
