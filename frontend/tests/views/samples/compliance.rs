//! Whether every promise is kept.

use super::{Named, Say, ago, ahead, frame, now};
use poortwacht_domain::{
    ComplianceReport, Fact, Finding, Holding, Month, MonthDestroyed, MonthHeld, Promise, PromiseLine,
    RetentionClass, Role, Standing,
};
use poortwacht_frontend::pages::compliance::CompliancePage;
use poortwacht_frontend::render;

/// The page with broken promises, and with none.
pub fn compliance(say: Say) -> Named {
    let frame = frame(Some(Role::PrivacyOfficer), say);
    let mut kept = report(say);
    for line in &mut kept.promises {
        line.standing = Standing::Kept;
    }
    let nothing =
        ComplianceReport { months: Vec::new(), holdings: Vec::new(), destroyed: Vec::new(), ..kept.clone() };
    vec![
        ("compliance", render(&frame, CompliancePage { report: report(say) })),
        ("compliance-kept", render(&frame, CompliancePage { report: kept })),
        ("compliance-empty", render(&frame, CompliancePage { report: nothing })),
    ]
}

fn report(say: Say) -> ComplianceReport {
    let standings = [Standing::Kept, Standing::Broken, Standing::NothingToSee];
    let facts = vec![
        (Fact::Overdue, Finding::Number(0)),
        (Fact::Sound, Finding::Is(true)),
        (Fact::CheckedAt, Finding::At(ago(20))),
        (Fact::Places, Finding::Words(say("/var/lib/poortwacht/data/poortwacht.sqlite"))),
    ];
    let line = |(number, promise): (usize, &Promise)| PromiseLine {
        promise: *promise,
        standing: standings[number % standings.len()],
        facts: facts.clone(),
    };
    let classes = [(RetentionClass::Undecided, 41), (RetentionClass::Sanctioned, 812)];
    ComplianceReport {
        at: now(),
        municipality: say("Voorbeeldstad"),
        promises: Promise::ALL.iter().enumerate().map(line).collect(),
        holdings: vec![
            holding("cases", RetentionClass::Undecided),
            holding("accounts", RetentionClass::AccountActive),
            holding("novelty", RetentionClass::Session),
        ],
        months: vec![MonthHeld { month: Month::of(now()), cases: classes.into() }],
        destroyed: vec![MonthDestroyed {
            month: Month::of(now()),
            destroyed: [("case".to_owned(), 300), (say("novelty"), 2)].into(),
        }],
    }
}

fn holding(what: &str, class: RetentionClass) -> Holding {
    Holding { what: what.to_owned(), class, count: 12, earliest: ahead(20) }
}
