//! The table of the gate: every condition alone and in pairs, against the rule it comes from.

use jiff::SignedDuration;
use poortwacht_domain::{
    CaseState, Country, DatePeriod, DismissalReason, Month, Role, VehicleCategory, Weekday, local_day,
};
use poortwacht_store::cases::Case;

use crate::exemptions::LateStanding;
use crate::export::condition::{Condition, Effect};
use crate::export::continuing::Continuing;
use crate::export::gate::{Examined, Judged, Seen, Verdict, judge};
use crate::export::known::{House, Known};
use crate::export::snapshot;
use crate::testing::{World, charge, days, start};

/// What the gate sees; each test spoils one thing or two.
#[derive(Clone)]
struct Look {
    case: Case,
    known: Known,
    house: House,
    seen: Seen,
}

impl Look {
    async fn good() -> Self {
        let world = World::new().await;
        world.confirmed(start()).await;
        let at = (true, start() + days(1));
        let page = snapshot::page(&world.services, world.municipality, None, at).await.unwrap();
        let candidate = page.candidates.into_iter().next().unwrap();
        let seen = Seen {
            exempt: false,
            misfit: None,
            country: Country::netherlands(),
            continuing: Continuing::Alone,
            proof: false,
        };
        Self { case: candidate.case, known: candidate.known, house: page.house, seen }
    }

    fn judge(&self) -> Judged {
        let Self { case, known, house, seen } = self;
        judge(&Examined { case, known, house, seen: Some(seen) })
    }

    fn found(&self) -> (Vec<Condition>, Verdict) {
        let judged = self.judge();
        (judged.findings.iter().map(|finding| finding.condition).collect(), judged.verdict)
    }
}

/// A condition, the words its legal basis must have, what it alone leads to, and how to bring it about.
type Line = (Condition, &'static str, Verdict, fn(&mut Look));

const TABLE: &[Line] = &[
    (Condition::Exempt, "RVV 1990 art. 87", Verdict::Dismiss(DismissalReason::Exemption), |look| {
        look.seen.exempt = true;
    }),
    (
        Condition::OutsideWindow,
        "traffic decision",
        Verdict::Dismiss(DismissalReason::OutsideWindowOrPardon),
        |look| look.case.dossier.active_from = start() + days(1),
    ),
    (
        Condition::Double,
        "one sanction for one continuing act",
        Verdict::Dismiss(DismissalReason::Duplicate),
        |look| look.seen.continuing = Continuing::Sent,
    ),
    (Condition::LateExemption, "72 hours and a second look", Verdict::Wait, |look| {
        look.known.late = Some(LateStanding::Waits);
    }),
    (Condition::WarningPeriod, "starts with warnings", Verdict::Warn, |look| {
        let day = local_day(start());
        look.case.dossier.warning_periods = vec![DatePeriod { from: day, until: day }];
    }),
    (Condition::TooOld, "within four months", Verdict::Expire, |look| {
        look.house.now = start() + days(90);
        look.inspected_again();
    }),
    (Condition::NotCharged, "Wahv art. 2", Verdict::BackToDesk(Condition::NotCharged), |look| {
        look.case.charge = None;
    }),
    (
        Condition::OffenceNotListed,
        "the sign that stands there",
        Verdict::BackToDesk(Condition::OffenceNotListed),
        |look| {
            look.case.dossier.offence_codes = vec![charge("R557").offence_code];
        },
    ),
    (
        Condition::OffenceNotApplicable,
        "vehicle category",
        Verdict::BackToDesk(Condition::OffenceNotApplicable),
        |look| {
            if let Some(charge) = &mut look.case.charge {
                charge.vehicle_category = VehicleCategory::new(8).unwrap();
            }
        },
    ),
    (
        Condition::CountryNotAccepted,
        "foreign plates",
        Verdict::BackToDesk(Condition::CountryNotAccepted),
        |look| {
            look.seen.country = Country::parse("B").unwrap();
        },
    ),
    (Condition::SignNotProven, "Wahv art. 3", Verdict::BackToDesk(Condition::SignNotProven), |look| {
        look.known.facts.as_mut().unwrap().incomplete = true;
    }),
    (Condition::ClockOff, "date and time of the act", Verdict::BackToDesk(Condition::ClockOff), |look| {
        look.known.facts.as_mut().unwrap().clock.offset_ms = -10_001;
    }),
    (Condition::NotAuthorised, "Sv art. 142", Verdict::BackToDesk(Condition::NotAuthorised), |look| {
        look.known.held.clear();
    }),
    (Condition::NotCovered, "domain and a territory", Verdict::BackToDesk(Condition::NotCovered), |look| {
        look.known.held.iter_mut().for_each(|held| held.territory = "Elders".to_owned());
    }),
    (
        Condition::NotAnOfficer,
        "nobody is administrator and officer",
        Verdict::BackToDesk(Condition::NotAnOfficer),
        |look| {
            look.known.role = Some(Role::Administrator);
        },
    ),
    (Condition::NoConsent, "consent per location", Verdict::Wait, |look| {
        look.known.location.as_mut().unwrap().consent = None;
    }),
    (Condition::NotInspected, "before and after the act", Verdict::Wait, |look| {
        look.known.location.as_mut().unwrap().inspections.clear();
    }),
    (Condition::Restricted, "AVG art. 18", Verdict::Wait, |look| look.known.restricted = true),
    (Condition::SecondLookOpen, "looked at twice", Verdict::Wait, |look| look.known.look_open = true),
    (Condition::EarlierOpen, "earliest case", Verdict::Wait, |look| {
        look.seen.continuing = Continuing::EarlierOpen;
    }),
    (Condition::NotReconciled, "one sanction for one act", Verdict::Wait, |look| {
        look.house.recovered.unsettled.insert(Month::of(start()));
    }),
    (Condition::DeliveredBefore, "not sent again", Verdict::Wait, |look| {
        look.house.recovered.elsewhere.insert(look.case.reference.clone());
    }),
    (Condition::NoOin, "organisation number", Verdict::Wait, |look| look.house.municipality.oin = None),
    (Condition::NoSchedule, "agreed days", Verdict::Wait, |look| look.house.days = None),
    (Condition::NoDelivery, "interface", Verdict::Wait, |look| look.house.delivery = false),
    (Condition::NotDeliverable, "schema of a batch", Verdict::Wait, |look| look.seen.misfit = Some("street")),
    (Condition::NearLimit, "within four months", Verdict::Pass, |look| {
        look.house.now = start() + days(60);
        look.inspected_again();
    }),
];

/// What cannot hold together, because it is about one value: the first of each pair is what is found.
const EXCLUDE: &[(Condition, Condition)] = &[
    (Condition::Exempt, Condition::LateExemption),
    (Condition::LateExemption, Condition::TooOld),
    (Condition::TooOld, Condition::NearLimit),
    (Condition::Double, Condition::EarlierOpen),
    (Condition::NotCharged, Condition::OffenceNotListed),
    (Condition::NotCharged, Condition::OffenceNotApplicable),
    (Condition::NotAuthorised, Condition::NotCovered),
];

impl Look {
    /// The inspection of the day itself keeps counting however late it is.
    fn inspected_again(&mut self) {
        if let Some(location) = &mut self.known.location {
            location.inspections.retain(|day| *day <= local_day(start()));
        }
    }
}

#[test]
fn the_table_holds_every_condition_once_with_the_rule_it_comes_from() {
    let conditions: Vec<Condition> = TABLE.iter().map(|(condition, ..)| *condition).collect();
    assert_eq!(conditions, Condition::ALL);
    for (condition, basis, ..) in TABLE {
        assert!(condition.basis().contains(basis), "{condition:?}: {}", condition.basis());
    }
}

#[tokio::test]
async fn each_condition_alone_is_named_and_leads_to_what_its_rule_says() {
    let good = Look::good().await;
    assert_eq!(good.found(), (vec![], Verdict::Pass));
    assert!(good.judge().passed.is_some());
    for (condition, _, verdict, spoil) in TABLE {
        let mut look = good.clone();
        spoil(&mut look);
        assert_eq!(look.found(), (vec![*condition], *verdict), "{condition:?}");
        assert_eq!(look.judge().passed.is_some(), *verdict == Verdict::Pass, "{condition:?}");
    }
}

#[tokio::test]
async fn of_two_conditions_both_are_named_and_the_gravest_decides() {
    let good = Look::good().await;
    for (place, one) in TABLE.iter().enumerate() {
        for other in &TABLE[place + 1..] {
            for spoils in [[one.3, other.3], [other.3, one.3]] {
                let mut look = good.clone();
                spoils.iter().for_each(|spoil| spoil(&mut look));
                // One value cannot be two things: the last one said of it stands.
                let expected = match EXCLUDE.iter().find(|pair| **pair == (one.0, other.0)) {
                    Some(_) if look.found().0 == [other.0] => (vec![other.0], other.2),
                    Some(_) => (vec![one.0], one.2),
                    None => (vec![one.0, other.0], graver(one, other)),
                };
                assert_eq!(look.found(), expected, "{:?} and {:?}", one.0, other.0);
            }
        }
    }
}

/// Final before re-judge before curable; among equals the one that stands first.
fn graver(one: &Line, other: &Line) -> Verdict {
    let rank = |line: &Line| match line.0.effect() {
        Effect::Final => 3,
        Effect::ReJudge => 2,
        Effect::Curable => 1,
        Effect::Warning => 0,
    };
    if rank(other) > rank(one) { other.2 } else { one.2 }
}

#[tokio::test]
async fn a_closed_case_does_not_pass_however_good_it_looks() {
    let Look { case, known, house, .. } = Look::good().await;
    let judged = judge(&Examined { case: &case, known: &known, house: &house, seen: None });
    assert_eq!((judged.verdict, judged.passed.is_none()), (Verdict::Pass, true));
}

#[tokio::test]
async fn the_limit_counts_from_the_very_instant() {
    let mut look = Look::good().await;
    let second = SignedDuration::from_secs(1);
    for (now, expected) in [
        (start() + days(60) - second, vec![]),
        (start() + days(60), vec![Condition::NearLimit]),
        (start() + days(90) - second, vec![Condition::NearLimit]),
        (start() + days(90), vec![Condition::TooOld]),
    ] {
        look.house.now = now;
        assert_eq!(look.found().0, expected, "{now}");
    }
}

#[tokio::test]
async fn the_other_proof_of_the_sign_stands_for_an_overview_that_lacks_it() {
    let mut look = Look::good().await;
    look.known.facts.as_mut().unwrap().incomplete = true;
    assert_eq!(look.found().0, [Condition::SignNotProven]);
    look.seen.proof = true;
    assert_eq!(look.found().0, []);
}

#[tokio::test]
async fn a_clock_is_known_when_its_source_is_and_ten_seconds_are_not_too_much() {
    let good = Look::good().await;
    for (source, offset, known) in
        [("ntp", 10_000, true), ("ntp", -10_000, true), ("ntp", 10_001, false), (" ", 0, false)]
    {
        let mut look = good.clone();
        let clock = &mut look.known.facts.as_mut().unwrap().clock;
        (clock.source, clock.offset_ms) = (source.to_owned(), offset);
        assert_eq!(look.found().0.is_empty(), known, "{source} {offset}");
    }
    let mut look = good;
    look.known.facts = None;
    assert_eq!(look.found().0, [Condition::ClockOff]);
}

#[tokio::test]
async fn an_authorisation_covers_its_domain_in_its_territory() {
    let good = Look::good().await;
    for (domain, territory, covered) in [
        ("I", "Voorbeeldstad", true),
        ("domein i", "Elders; voorbeeldstad", true),
        ("I", "Nederland", true),
        ("II", "Voorbeeldstad", false),
        ("I", "Voorbeeld", false),
        ("", "Voorbeeldstad", false),
    ] {
        let mut look = good.clone();
        for held in &mut look.known.held {
            (held.domain, held.territory) = (domain.to_owned(), territory.to_owned());
        }
        assert_eq!(look.found().0.is_empty(), covered, "{domain} {territory}");
    }
}

#[tokio::test]
async fn an_inspection_that_is_planned_does_not_count_and_one_after_the_act_must_have_been() {
    let mut look = Look::good().await;
    let day = local_day(start());
    let (before, after) =
        (day.checked_sub(jiff::Span::new().days(1)), day.checked_add(jiff::Span::new().days(2)));
    look.known.location.as_mut().unwrap().inspections = vec![before.unwrap()];
    assert_eq!(look.found().0, [Condition::NotInspected]);
    look.known.location.as_mut().unwrap().inspections.push(after.unwrap());
    assert_eq!(look.found().0, [Condition::NotInspected], "the inspection is tomorrow");
    look.house.now = start() + days(2);
    assert_eq!(look.found().0, []);
}

#[tokio::test]
async fn a_municipality_delivers_on_its_own_days() {
    let mut look = Look::good().await;
    // The good look is at a Wednesday.
    for (days, today) in [(vec![Weekday::Wednesday], true), (vec![Weekday::Monday, Weekday::Friday], false)] {
        look.house.days = Some(days);
        assert_eq!((look.found().0, look.house.delivers_today()), (vec![], today));
    }
}

#[test]
fn where_a_case_goes_follows_from_what_is_said_of_it() {
    assert_eq!(Verdict::Warn.target(), Some(CaseState::Warned));
    assert_eq!(Verdict::Expire.target(), Some(CaseState::Expired));
    assert_eq!(Verdict::BackToDesk(Condition::ClockOff).target(), Some(CaseState::AwaitingReview));
    assert_eq!((Verdict::Pass.target(), Verdict::Wait.target()), (None, None));
}
