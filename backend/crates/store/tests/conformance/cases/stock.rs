//! How much waits, at what cost.

use diesel::prelude::*;
use diesel::sql_types::Text;
use poortwacht_domain::CaseState;
use poortwacht_store::Backend;
use poortwacht_store::cases;

use crate::casework::{LEASE, World, ago, officer};
use crate::support::{Database, now};

/// The statement of `cases::count_waiting`.
const COUNT: &str = "SELECT captured_at FROM cases WHERE municipality_id = 'x' AND state = 'awaiting_review' \
                     ORDER BY captured_at LIMIT 1001";

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

on_both_databases! {
    fn what_waits_is_counted_up_to_a_bound_and_what_was_decided_is_not(database: &Database) {
        let world = World::new(database);
        let cases: Vec<_> = (0..4).map(|minutes| world.case(minutes)).collect();
        world.confirm(cases[0], officer());
        let counted = |most| world.read(|conn, scope| cases::count_waiting(conn, scope, most));
        assert_eq!([counted(10), counted(3), counted(2), counted(0)], [3, 3, 2, 0]);
    }

    fn what_is_destroyed_undecided_before_an_instant_is_counted_by_location(database: &Database) {
        let world = World::new(database);
        let soon = world.new_case(10);
        let first = soon.retention.destroy_after;
        world.store_case(soon);
        world.case(5);
        let near = |before| world.read(|conn, scope| cases::stock_near(conn, scope, before));
        assert!(near(first).is_empty());
        let second = jiff::SignedDuration::from_secs(1);
        assert_eq!(near(first + second).into_iter().collect::<Vec<_>>(), [(world.location, 1)]);
        assert_eq!(near(first + second * 600)[&world.location], 2);
    }

    fn a_coordinator_sees_what_lies_on_desks_and_what_was_decided_lately(database: &Database) {
        let world = World::new(database);
        let (boa, colleague) = (officer(), officer());
        let (decided, claimed) = (world.case(20), world.case(10));
        world.confirm(decided, boa);
        assert_eq!(world.claim_next(colleague), Some(claimed));
        let desks = |at| world.read(|conn, scope| cases::on_desks(conn, scope, at));
        let found: Vec<_> = desks(now()).iter().map(|case| (case.id, case.claim.unwrap().by)).collect();
        assert_eq!(found, [(claimed, colleague)]);
        assert!(desks(now() + LEASE).is_empty(), "a claim that ran out is nobody's");
        let lately = |states: &[CaseState], captured, since| {
            world.read(|conn, scope| cases::decided_lately(conn, scope, states, captured, since))
        };
        let confirmed = lately(&[CaseState::Confirmed], ago(30), now());
        assert_eq!(confirmed.iter().map(|(case, by)| (case.id, *by)).collect::<Vec<_>>(), [(decided, boa)]);
        assert!(lately(&[CaseState::Dismissed], ago(30), now()).is_empty());
        assert!(lately(&[CaseState::Confirmed], ago(5), now()).is_empty());
        assert!(lately(&[CaseState::Confirmed], ago(30), ago(-1)).is_empty());
    }
}

#[test]
fn on_sqlite_counting_walks_the_index_of_the_stock_and_touches_no_row() {
    let database = Database::migrated(Backend::Sqlite);
    let mut connection = SqliteConnection::establish(&database.file().display().to_string()).unwrap();
    let steps: Vec<Step> =
        diesel::sql_query(format!("EXPLAIN QUERY PLAN {COUNT}")).load(&mut connection).unwrap();
    let steps: Vec<&str> = steps.iter().map(|step| step.detail.as_str()).collect();
    assert_eq!(steps.len(), 1, "{steps:?}");
    assert!(steps[0].contains("USING COVERING INDEX cases_stock"), "{steps:?}");
}

/// Copies of the one case there is, half of them waiting.
const GROWN: &str = "INSERT INTO cases SELECT (jsonb_populate_record(one, jsonb_build_object( \
    'id', gen_random_uuid()::text, 'reference', 'R' || n, 'key_half_id', gen_random_uuid()::text, \
    'captured_at', one.captured_at + n, \
    'state', CASE n % 2 WHEN 0 THEN 'awaiting_review' ELSE 'accepted' END))).* \
    FROM cases one, generate_series(1, 20000) n";

#[test]
fn on_postgresql_counting_in_a_grown_stock_walks_its_index_in_order() {
    let database = Database::migrated(Backend::Postgres);
    let world = World::new(&database);
    world.case(1);
    let server = database.server();
    server.execute(GROWN);
    server.execute("VACUUM ANALYZE cases");
    let count = COUNT.replace("'x'", &format!("'{}'", world.municipality));
    let plan = server.execute(&format!("EXPLAIN (COSTS OFF) {count}"));
    assert!(plan.contains("using cases_stock on cases") && !plan.contains("Sort"), "{plan}");
}
