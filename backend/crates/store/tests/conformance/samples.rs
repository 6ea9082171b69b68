//! Samples for inspection, and what is drawn from.

use jiff::civil::date;
use poortwacht_domain::sampling::Seed;
use poortwacht_domain::{
    CaseId, CaseState, RecordId, RetentionClass, SampleGround, SampleKind, SampleOutcome, SampleReach,
};
use poortwacht_store::StoreError;
use poortwacht_store::cases::{self, DecidedFilter};
use poortwacht_store::ledger_rows::{EntryPlace, HalfYear, LogName, ShardName};
use poortwacht_store::samples::{self, Closing, Judgement, Line, Sample};

use crate::casework::{World, ago, half, officer};
use crate::support::now;
use crate::town::{Town, minutes, record, rng};

fn sample(town: &Town, kind: SampleKind) -> Sample {
    Sample {
        id: record(),
        municipality: town.id,
        kind,
        days: (date(2026, 11, 1), date(2026, 11, 20)),
        location: (kind == SampleKind::DecidedCases).then_some(town.location),
        reach: SampleReach::OutsideDesk,
        size: 25,
        population: 1_204,
        frame: "f".repeat(64),
        seed: Seed::random(&rng()),
        drawn_by: town.officer,
        drawn_at: minutes(0),
        closed: None,
        half: half(),
        destroy_after: minutes(500),
    }
}

fn line(town: &Town, number: u32) -> Line {
    let shard = ShardName::new(LogName::municipality(town.id), HalfYear::of(now()));
    Line {
        number,
        case: CaseId::random(&rng()),
        account: town.officer,
        at: minutes(-60),
        state: (number == 1).then_some(CaseState::Dismissed),
        entry: (number == 2).then_some(EntryPlace { shard, position: 7 }),
        judgement: None,
        judged: 0,
    }
}

fn drawn(town: &Town, kind: SampleKind) -> (Sample, Vec<Line>) {
    let (new, of) = (sample(town, kind), vec![line(town, 1), line(town, 2)]);
    let (row, rows) = (new.clone(), of.clone());
    town.write(move |tx, scope| samples::insert(tx, scope, &row, &rows)).unwrap();
    (new, of)
}

fn wrong(town: &Town) -> Judgement {
    Judgement {
        outcome: SampleOutcome::Wrong,
        ground: Some(SampleGround::Grounds),
        sealed_words: Some(vec![1, 2, 3]),
        by: town.officer,
        at: minutes(3),
    }
}

fn judge(town: &Town, sample: RecordId, seen: &Line, said: &Judgement) -> Result<bool, StoreError> {
    let (seen, said) = (seen.clone(), said.clone());
    town.write(move |tx, scope| samples::judge(tx, scope, sample, &seen, &said))
}

fn closing(town: &Town) -> Closing {
    Closing { by: town.officer, at: minutes(5), sealed_conclusion: vec![9] }
}

fn close(town: &Town, id: RecordId) -> bool {
    let closing = closing(town);
    town.write(move |tx, scope| samples::close(tx, scope, id, &closing, minutes(900))).unwrap()
}

fn lines(town: &Town, id: RecordId) -> Vec<Line> {
    town.read(|conn, scope| samples::lines(conn, scope, id))
}

on_both_databases! {
    fn a_sample_is_read_as_it_was_drawn_and_belongs_to_one_municipality(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let (cases, of) = drawn(&own, SampleKind::DecidedCases);
        let (views, _) = drawn(&own, SampleKind::Views);
        let find = |town: &Town, id| town.read(|conn, scope| samples::by_id(conn, scope, id));
        let list = |town: &Town, kind| town.read(|conn, scope| samples::list(conn, scope, kind));
        assert_eq!((find(&own, cases.id), find(&other, cases.id)), (Some(cases.clone()), None));
        assert_eq!(list(&own, SampleKind::DecidedCases), std::slice::from_ref(&cases));
        assert_eq!(list(&own, SampleKind::Views), [views]);
        assert_eq!(list(&other, SampleKind::Views), []);
        assert_eq!((lines(&own, cases.id), lines(&other, cases.id)), (of, Vec::new()));
        let own_half = cases.half.id;
        let used = |town: &Town| town.read(|conn, scope| samples::halves_in_use(conn, scope, &[own_half]));
        assert_eq!((used(&own), used(&other)), (vec![own_half], Vec::new()));
        let elsewhere = sample(&other, SampleKind::Views);
        let strange = own.write(move |tx, scope| samples::insert(tx, scope, &elsewhere, &[]));
        assert!(strange.is_err(), "another town's");
    }

    fn a_line_is_corrected_until_the_sample_is_finished_and_only_by_who_saw_it(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let (sample, of) = drawn(&own, SampleKind::DecidedCases);
        assert!(judge(&other, sample.id, &of[0], &wrong(&own)).is_err(), "another town's");
        assert!(judge(&own, sample.id, &of[0], &wrong(&own)).unwrap());
        let first = lines(&own, sample.id)[0].clone();
        assert_eq!((first.judgement.as_ref(), first.judged), (Some(&wrong(&own)), 1));
        let right = Judgement { outcome: SampleOutcome::InOrder, ground: None, sealed_words: None, ..wrong(&own) };
        assert!(!judge(&own, sample.id, &of[0], &right).unwrap(), "somebody said something meanwhile");
        assert!(judge(&own, sample.id, &first, &right).unwrap());
        let corrected = lines(&own, sample.id)[0].clone();
        assert_eq!((corrected.judgement.as_ref(), corrected.judged), (Some(&right), 2));
        let (id, by) = (sample.id, own.officer);
        let settle = move |town: &Town| {
            town.write(move |tx, scope| samples::settle_destroyed(tx, scope, id, &[1, 2], (by, minutes(5))))
        };
        assert!(settle(&other).is_err());
        settle(&own).unwrap();
        let outcomes = |town: &Town| -> Vec<SampleOutcome> {
            lines(town, id).into_iter().map(|line| line.judgement.unwrap().outcome).collect()
        };
        assert_eq!(outcomes(&own), [SampleOutcome::InOrder, SampleOutcome::Destroyed], "what was judged stays");
        assert!(close(&own, id) && !close(&own, id));
        assert!(judge(&own, id, &corrected, &wrong(&own)).is_err(), "a finished sample does not change");
        assert!(settle(&own).is_err());
        let found = own.read(|conn, scope| samples::by_id(conn, scope, id)).unwrap();
        assert_eq!((found.closed, found.destroy_after), (Some(closing(&own)), minutes(900)));
    }

    fn a_sample_dies_with_its_lines_and_leaves_figures(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let (sample, of) = drawn(&own, SampleKind::Views);
        let id = sample.id;
        judge(&own, id, &of[1], &wrong(&own)).unwrap();
        let due = |minute| own.read(|conn, scope| samples::due(conn, scope, minutes(minute), 9));
        assert!(due(499).is_empty());
        assert_eq!(due(500).iter().map(|due| (due.id, due.half)).collect::<Vec<_>>(), [(id, sample.half.id)]);
        assert!(close(&own, id));
        assert!(due(899).is_empty(), "counted from its end");
        let delete = |town: &Town| town.write(move |tx, scope| samples::delete(tx, scope, id)).unwrap();
        assert_eq!((delete(&other), delete(&own), delete(&own)), (false, true, false));
        assert!(lines(&own, id).is_empty());
        let figures = |town: &Town| town.read(|conn, scope| samples::figures(conn, scope, SampleKind::Views));
        assert!(figures(&other).is_empty());
        let [left] = figures(&own).try_into().unwrap();
        let left: samples::SampleFigures = left;
        assert_eq!((left.id, left.population, left.drawn), (id, 1_204, 2));
        assert_eq!((left.drawn_at, left.closed_at), (minutes(0), Some(minutes(5))));
        assert_eq!(left.outcomes[2], (SampleOutcome::Wrong, 1));
        let none = own.read(|conn, scope| samples::figures(conn, scope, SampleKind::DecidedCases));
        assert!(none.is_empty());
    }

    fn what_is_drawn_from_is_read_page_by_page_and_holds_what_was_decided_and_lives(database: &Database) {
        let world = World::new(database);
        let other = World::in_store(world.store.clone(), "GM0002");
        let boa = officer();
        let mut decided: Vec<CaseId> = (0..5).map(|_| world.case(30)).collect();
        decided.iter().for_each(|id| world.confirm(*id, boa));
        world.case(30);
        other.confirm(other.case(30), boa);
        decided.sort_unstable_by_key(ToString::to_string);
        let all = DecidedFilter { from: ago(60), until: ago(-60), location: None, alive_at: now() };
        let page = |filter: &DecidedFilter, after, limit| {
            world.read(|conn, scope| cases::decided_after(conn, scope, filter, after, limit))
        };
        let first = page(&all, None, 3);
        let second = page(&all, Some(first[2].id), 3);
        let found: Vec<CaseId> = first.iter().chain(&second).map(|case| case.id).collect();
        assert_eq!(found, decided);
        assert!(first.iter().all(|case| case.officer == boa && case.state == CaseState::Confirmed));
        assert!(page(&DecidedFilter { until: now(), ..all.clone() }, None, 9).is_empty(), "before");
        assert_eq!(page(&DecidedFilter { from: now(), ..all.clone() }, None, 9).len(), 5, "not before");
        let elsewhere = world.place("elders").0;
        assert!(page(&DecidedFilter { location: Some(elsewhere), ..all.clone() }, None, 9).is_empty());
        assert_eq!(page(&DecidedFilter { location: Some(world.location), ..all.clone() }, None, 9).len(), 5);
        let after_term = DecidedFilter { alive_at: ago(-61), ..all };
        assert!(page(&after_term, None, 9).is_empty(), "its key may be gone");
        let held = decided[0];
        let kept = crate::casework::retention(RetentionClass::LegalHold, ago(-61));
        world.write(move |tx, scope| cases::reclass(tx, scope, held, &kept)).unwrap();
        let found: Vec<CaseId> = page(&after_term, None, 9).into_iter().map(|case| case.id).collect();
        assert_eq!(found, [held]);
    }
}
