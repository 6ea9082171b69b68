//! Housekeeping, and the count of what should be gone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use poortwacht_domain::RetentionClass;
use poortwacht_store::maintenance::{self, Overdue, TABLES};
use poortwacht_store::{Backend, Scope, Store};

use crate::support::{everything, now};
use crate::town::{Town, minutes, record};

/// One due row in every table that has a death date, below the given town. `DUE` is the town's `now()`.
const ROWS: &str = "
    INSERT INTO packet_receipts VALUES ('UNIT', 'R1', 'TOWN', BLOB, 'exempt', NULL, 0, 'packet_receipt', DUE);
    INSERT INTO cases VALUES ('R2', 'TOWN', 'R2', 'PLACE', 'UNIT', 'awaiting_review', 0, NULL, 0, 0, 'R2', BLOB, 1, BLOB,
        NULL, NULL, NULL, 0, '', '', '', '[]', NULL, NULL, NULL, NULL, NULL, NULL, 'undecided', DUE, NULL);
    INSERT INTO case_pictures VALUES ('R2', 1, 'overview', 1, 1, 0, '', '', '{}', 1, 'undecided', DUE, BLOB, 'database', NULL, NULL);
    INSERT INTO case_fields VALUES ('R2', 'plate', 1, 'undecided', DUE, BLOB);
    INSERT INTO case_events VALUES ('R2', 1, 0, 'received', NULL, '{}', 'undecided', DUE, NULL);
    INSERT INTO warning_letters VALUES ('R2', 'PLACE', '2026-11-01', '2026-11-30', 0, NULL, 'undecided', DUE);
    INSERT INTO legal_holds VALUES ('R2', 'appeal', '', 'OFFICER', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'undecided',
        DUE);
    INSERT INTO case_restrictions VALUES ('R2', 'unlawful', 'OFFICER', 0, 'undecided', DUE);
    INSERT INTO person_requests VALUES ('R18', 'TOWN', 'access', 'counter', 'avg', '2026-11-01', 'OFFICER', 0, 0, NULL, NULL,
        NULL, NULL, 'R18', BLOB, BLOB, NULL, 'person_request', DUE);
    INSERT INTO samples VALUES ('R19', 'TOWN', 'views', '2026-11-01', '2026-11-02', NULL, 'everything', 1, 1, '', '', 'OFFICER', 0,
        NULL, NULL, NULL, 'R19', BLOB, 'sample', DUE);
    INSERT INTO sample_lines VALUES ('R19', 1, 'R2', 'OFFICER', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'sample', DUE);
    INSERT INTO exemptions VALUES ('R3', 'TOWN', 'taxi', 0, 0, '[]', 'null', 'R3', BLOB, BLOB, BLOB, BLOB, 0, NULL, NULL,
        'exemption', DUE, 0, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO exemption_imports VALUES ('R10', 'TOWN', 'OFFICER', 0, 'R10', BLOB, 0, NULL, NULL, 0, 'import_file', DUE);
    INSERT INTO exemption_late_starts VALUES ('R11', 'TOWN', NULL, 0, 'R11', 0, 0, NULL, NULL, NULL, 'late_start', DUE);
    UPDATE accounts SET retention_class = 'account', destroy_after = DUE WHERE id = 'OFFICER';
    INSERT INTO authorisations VALUES ('R4', 'OFFICER', '1', 'II', '', 0, 0, 0, 'authorisation', DUE, NULL, NULL);
    INSERT INTO approvals VALUES ('R12', 'TOWN', 'unlock_account', NULL, '', '', 'OFFICER', 0, 0, 'waiting', NULL, NULL,
        'approval', DUE);
    INSERT INTO access_reviews VALUES ('R13', 'TOWN', 'everybody', 0, 0, NULL, NULL, 'access_review', DUE);
    INSERT INTO sessions VALUES ('R5', 'OFFICER', 'TOWN', '192.0.2.7', 0, 0, 0, NULL, 'session', DUE);
    INSERT INTO login_attempts VALUES ('R6', 'TOWN', 'OFFICER', 0, '192.0.2.7', 'locked', 'login_attempt', DUE);
    INSERT INTO ledger_texts VALUES ('R7', 'TOWN', 'R7', BLOB, BLOB, 'ledger_text', DUE);
    INSERT INTO incidents VALUES ('R18', 'TOWN', 1, 'other', 'account', NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, 0, 1, 'R18', BLOB, 'incident', DUE);
    INSERT INTO incident_entries VALUES ('R18', 1, 0, NULL, 'report', BLOB, 'incident', DUE);
    INSERT INTO incident_extracts VALUES ('R18', 1, 0, 'OFFICER', '2026-11-01', '2026-11-02', 0, BLOB, 'incident', DUE);
    INSERT INTO batches VALUES ('R8', 'TOWN', 'built', '', 0, 0, 0, 0, '', NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL,
        'batch_file', DUE, NULL);
    INSERT INTO reconciliations VALUES ('TOWN', '2026-10', 0, 0, 0, 0, '[]', 'reconciliation', DUE);
    INSERT INTO processing_lines VALUES ('R9', 'TOWN', 'judgement', 'case_shown', 'ok', 'case', 'R2', '', '', NULL, 0, 0,
        NULL, 'processing_line', DUE);
    INSERT INTO event_outbox VALUES ('R17', 'TOWN', 'zaaksysteem', 'R17', '', '{}', 0, 0, 0, NULL, NULL, 'event_out', DUE);
    INSERT INTO mail_notices VALUES ('R19', 'TOWN', 'security_officer', 'R18', '1', '', 'react', 'over', 0, 0, 0, 0, NULL, NULL, NULL,
        'mail_notice', DUE);
    INSERT INTO api_clients VALUES ('R14', 'TOWN', 'R14', NULL, NULL, NULL, '[]', '', 0, NULL);
    INSERT INTO api_creations VALUES ('R14', '', 'TOWN', BLOB, 'R3', 0, 'packet_receipt', DUE);
    INSERT INTO location_versions VALUES ('PLACE', 0, '{}', 0, NULL, '', '', 'dossier_version', DUE);
    INSERT INTO sign_inspections VALUES ('R15', 'TOWN', 'PLACE', 0, 0, 'OFFICER', 'good', '{}', '', NULL,
        'dossier_version', DUE);
    INSERT INTO zones VALUES ('R16', 'TOWN', 'R16', 1, 0, NULL);
    INSERT INTO zone_versions VALUES ('R16', 1, 'R16', '[]', 0, 0, NULL, '', 'dossier_version', DUE);";

/// Fills in what [`ROWS`] leaves open.
fn rows(town: &Town) -> String {
    let blob = match town.store.backend() {
        Backend::Sqlite => "x'00'",
        Backend::Postgres => "decode('00', 'hex')",
    };
    ROWS.replace("'R", "'TOWN/R")
        .replace("BLOB", blob)
        .replace("DUE", &now().as_microsecond().to_string())
        .replace("TOWN", &town.id.to_string())
        .replace("PLACE", &town.location.to_string())
        .replace("UNIT", &town.unit.to_string())
        .replace("OFFICER", &town.officer.to_string())
}

fn overdue(store: &Store, scope: &Scope, minute: i64) -> Vec<Overdue> {
    store.read_blocking(|conn| maintenance::overdue(conn, scope, minutes(minute))).unwrap()
}

/// The tables with a death date, as the migrations make them.
fn tables_with_a_death_date(migrations: &Path) -> BTreeSet<String> {
    let mut tables = BTreeSet::new();
    for migration in std::fs::read_dir(migrations).unwrap() {
        let sql = std::fs::read_to_string(migration.unwrap().path().join("up.sql")).unwrap();
        for statement in
            sql.split(';').filter(|statement| statement.contains("destroy_after BIGINT NOT NULL"))
        {
            let named =
                ["CREATE TABLE ", "ALTER TABLE "].into_iter().find_map(|words| statement.split_once(words));
            let (_, table) = named.unwrap();
            tables.insert(table.split_whitespace().next().unwrap().to_owned());
        }
    }
    tables
}

#[test]
fn the_count_of_what_is_overdue_forgets_no_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../migrations");
    let counted: BTreeSet<String> = TABLES.iter().map(|table| (*table).to_owned()).collect();
    assert_eq!(tables_with_a_death_date(&root.join("sqlite")), counted);
    assert_eq!(tables_with_a_death_date(&root.join("postgres")), counted);
}

on_both_databases! {
    fn what_is_due_is_counted_in_every_table_by_class(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        assert!(overdue(&store, &everything(), 0).is_empty());
        database.execute(&(rows(&own) + &rows(&other)));
        assert!(overdue(&store, &everything(), -1).is_empty());
        for (scope, expected) in [(everything(), 2), (own.scope, 1)] {
            let counts: BTreeMap<_, _> =
                overdue(&store, &scope, 0).into_iter().map(|overdue| (overdue.table, overdue.count)).collect();
            assert_eq!(counts, TABLES.iter().map(|&table| (table, expected)).collect());
        }
    }

    fn the_oldest_of_a_class_is_told(database: &Database) {
        let store = database.open();
        let town = Town::build(&store, "GM0001");
        let attempts = [(5, "login_attempt"), (3, "login_attempt"), (4, "session"), (9, "login_attempt")];
        let attempts = attempts.map(|(minute, class)| {
            let (id, due) = (record(), minutes(minute).as_microsecond());
            format!("('{id}', '{}', NULL, 0, '192.0.2.7', 'locked', '{class}', {due})", town.id)
        });
        database.execute(&format!("INSERT INTO login_attempts VALUES {}", attempts.join(", ")));
        let overdue = overdue(&store, &everything(), 8);
        let expected = [
            (RetentionClass::LoginAttempt, 2, minutes(3)),
            (RetentionClass::Session, 1, minutes(4)),
        ];
        let told: Vec<_> = overdue.iter().map(|overdue| (overdue.class, overdue.count, overdue.oldest)).collect();
        assert_eq!(told, expected);
        assert!(overdue.iter().all(|overdue| overdue.table == "login_attempts"));
    }

    fn freed_pages_go_back_to_the_file_system(database: &Database) {
        let store = database.open();
        let town = Town::build(&store, "GM0001");
        let sizes = || store.read_blocking(maintenance::sizes).unwrap();
        let (id, municipality, detail) = (record(), town.id, "x".repeat(8_000));
        database.execute(&format!(
            "INSERT INTO alarms
             WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 200)
             SELECT '{id}/' || n, '{municipality}', 'full', CAST(n AS TEXT), '{detail}', 0, 0, NULL FROM numbers"
        ));
        database.execute("DELETE FROM alarms");
        let before = sizes();
        store.maintain_blocking(|conn| {
            maintenance::incremental_vacuum(conn, 100_000)?;
            maintenance::wal_checkpoint(conn)
        })
        .unwrap();
        let after = sizes();
        match store.backend() {
            Backend::Sqlite => {
                assert!(before.free_bytes > 1_000_000 && after.free_bytes == 0, "{before:?} {after:?}");
                assert!(after.database_bytes < before.database_bytes - 1_000_000, "{before:?} {after:?}");
                assert_eq!(std::fs::metadata(database.file()).unwrap().len(), after.database_bytes);
            }
            Backend::Postgres => assert!(before.free_bytes == 0 && after.database_bytes > 0),
        }
    }
}
