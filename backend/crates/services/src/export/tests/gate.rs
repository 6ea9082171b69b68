//! The table of the gate, condition by condition.

use jiff::Timestamp;
use poortwacht_domain::{DatePeriod, DismissalReason, Weekday, WeeklyWindow};
use poortwacht_store::authorisations::Authorisation;
use poortwacht_store::cases::Case;

use crate::export::condition::Condition;
use crate::export::gate::{Examined, Verdict, examine};
use crate::export::snapshot;
use crate::testing::{OIN, World, charge, days, start};

/// What the gate sees; each test spoils one thing.
struct Look {
    case: Case,
    authorisation: Option<Authorisation>,
    oin: Option<&'static str>,
    delivery: bool,
    now: Timestamp,
    exempt: Option<bool>,
    misfit: Option<&'static str>,
}

impl Look {
    async fn good() -> Self {
        let world = World::new().await;
        world.confirmed(start()).await;
        let page = snapshot::page(&world.services, world.municipality, None).await.unwrap();
        let candidate = page.candidates.into_iter().next().unwrap();
        Self {
            case: candidate.case,
            authorisation: candidate.authorisation,
            oin: Some(OIN),
            delivery: true,
            now: start() + days(1),
            exempt: Some(false),
            misfit: None,
        }
    }

    fn judge(&self) -> (Vec<Condition>, Verdict) {
        let examined = Examined {
            case: &self.case,
            authorisation: self.authorisation.as_ref(),
            oin: self.oin,
            delivery: self.delivery,
            now: self.now,
            exempt: self.exempt,
            misfit: self.misfit,
        };
        let findings = examine(&examined);
        (findings.iter().map(|finding| finding.condition).collect(), Verdict::of(&findings))
    }
}

type Spoil = fn(&mut Look);

#[tokio::test]
async fn each_condition_is_named_and_has_its_effect() {
    let table: &[(Condition, Verdict, Spoil)] = &[
        (Condition::Exempt, Verdict::Dismiss(DismissalReason::Exemption), |look| look.exempt = Some(true)),
        (
            Condition::OutsideWindow,
            Verdict::Dismiss(DismissalReason::OutsideWindowOrPardon),
            // The act is at noon; the pardon of five minutes starts then.
            |look| look.case.dossier.windows = vec![window((12, 0), (18, 0))],
        ),
        (Condition::WarningPeriod, Verdict::Warn, |look| {
            let day = poortwacht_domain::local_day(start());
            look.case.dossier.warning_periods = vec![DatePeriod { from: day, until: day }];
        }),
        (Condition::TooOld, Verdict::Expire, |look| look.now = start() + days(90)),
        (Condition::NotCharged, Verdict::BackToDesk(Condition::NotCharged), |look| look.case.charge = None),
        (Condition::OffenceNotListed, Verdict::BackToDesk(Condition::OffenceNotListed), |look| {
            look.case.charge = Some(charge("R550a"));
        }),
        (Condition::OffenceNotApplicable, Verdict::BackToDesk(Condition::OffenceNotApplicable), |look| {
            let charge = look.case.charge.as_mut().unwrap();
            charge.vehicle_category = poortwacht_domain::VehicleCategory::new(8).unwrap();
        }),
        (Condition::NotAuthorised, Verdict::BackToDesk(Condition::NotAuthorised), |look| {
            look.authorisation = None;
        }),
        (Condition::NoOin, Verdict::Wait, |look| look.oin = None),
        (Condition::NoDelivery, Verdict::Wait, |look| look.delivery = false),
        (Condition::NotDeliverable, Verdict::Wait, |look| look.misfit = Some("street")),
        (Condition::NearLimit, Verdict::Pass, |look| look.now = start() + days(60)),
    ];
    assert_eq!(Look::good().await.judge(), (vec![], Verdict::Pass));
    for (condition, verdict, spoil) in table {
        let mut look = Look::good().await;
        spoil(&mut look);
        assert_eq!(look.judge(), (vec![*condition], *verdict), "{condition:?}");
    }
}

#[tokio::test]
async fn every_failing_condition_is_named_and_the_gravest_decides() {
    let mut look = Look::good().await;
    (look.oin, look.case.charge, look.now) = (None, None, start() + days(61));
    let all = vec![Condition::NotCharged, Condition::NoOin, Condition::NearLimit];
    assert_eq!(look.judge(), (all, Verdict::BackToDesk(Condition::NotCharged)));
    look.exempt = Some(true);
    assert_eq!(look.judge().1, Verdict::Dismiss(DismissalReason::Exemption));
}

#[tokio::test]
async fn the_limit_counts_from_the_very_instant() {
    let mut look = Look::good().await;
    let second = jiff::SignedDuration::from_secs(1);
    for (now, expected) in [
        (start() + days(60) - second, vec![]),
        (start() + days(60), vec![Condition::NearLimit]),
        (start() + days(90) - second, vec![Condition::NearLimit]),
        (start() + days(90), vec![Condition::TooOld]),
    ] {
        look.now = now;
        assert_eq!(look.judge().0, expected, "{now}");
    }
}

fn window(from: (i8, i8), until: (i8, i8)) -> WeeklyWindow {
    let time = |(hour, minute)| jiff::civil::time(hour, minute, 0, 0);
    WeeklyWindow { days: Weekday::ALL.to_vec(), from: time(from), until: time(until) }
}
