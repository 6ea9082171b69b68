//! Retention terms: the list, what waits, and the form that proposes.

use super::{Named, Say, ago, errors_of, frame};
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{LongerGround, RecordId, RetentionClass, RetentionTerms, Role, Term, TermOutcome};
use poortwacht_frontend::Problem;
use poortwacht_frontend::pages::term_new::{TermChoice, TermForm, TermNewPage};
use poortwacht_frontend::pages::terms::{
    PastTerm, TermAnswer, TermEffect, TermFacts, TermNotice, TermRow, TermsPage, WaitingTerm,
};
use poortwacht_frontend::render;

/// Every page about retention terms.
pub fn terms(say: Say) -> Named {
    let frame = frame(Some(Role::PrivacyOfficer), say);
    let empty =
        TermsPage { waiting: Vec::new(), past: Vec::new(), may_propose: false, notice: None, ..list(say) };
    let errors = errors_of(&[
        ("term_class", Problem::Required),
        ("term_amount", Problem::TermClashes { min: 4, max: 70 }),
        ("term_ground", Problem::TermNeedsGround { max: 60 }),
    ]);
    let form = TermForm { term_reason: say("De rechtbank vraagt het"), ..TermForm::default() };
    let blank = TermNewPage { choices: choices(), form: TermForm::default(), errors: errors_of(&[]) };
    vec![
        ("terms", render(&frame, list(say))),
        ("terms-empty", render(&frame, empty)),
        ("term-new", render(&frame, blank)),
        ("term-errors", render(&frame, TermNewPage { choices: choices(), form, errors })),
    ]
}

fn choices() -> Vec<TermChoice> {
    let terms = RetentionTerms::default();
    let choice = |class: RetentionClass| TermChoice {
        class,
        term: terms.term(class),
        limits: class.limits().unwrap(),
    };
    RetentionClass::set_by_municipality().map(choice).collect()
}

fn row(class: RetentionClass, say: Say) -> TermRow {
    let is_set = class == RetentionClass::Sanctioned;
    TermRow {
        class,
        term: if is_set { Term::Months(84) } else { RetentionTerms::default().term(class) },
        limits: class.limits(),
        since: is_set.then(|| ago(400)),
        by: is_set.then(|| (say("Noor el Amrani"), say("Jan de Wit"))),
        ground: is_set.then_some(LongerGround::Statute),
    }
}

fn facts(class: RetentionClass, term: Term, say: Say) -> TermFacts {
    let proposed = (say("Noor el Amrani"), ago(90));
    TermFacts { class, term, ground: None, reason: say("Korter is genoeg"), proposed }
}

fn waiting(seed: u64, answers: Vec<TermAnswer>, say: Say) -> WaitingTerm {
    WaitingTerm {
        id: RecordId::random(&SequenceRng::new(seed)),
        before: Term::Months(2),
        facts: facts(RetentionClass::Undecided, Term::Months(1), say),
        effect: TermEffect { moved: 812, soon: 31, held: 2 },
        answers,
    }
}

fn list(say: Say) -> TermsPage {
    let longer = WaitingTerm {
        facts: TermFacts {
            ground: Some(LongerGround::Proceedings),
            ..facts(RetentionClass::Sanctioned, Term::Months(84), say)
        },
        before: Term::Months(60),
        effect: TermEffect::default(),
        ..waiting(82, vec![TermAnswer::Withdraw], say)
    };
    let past = |outcome, is_under_way| PastTerm {
        facts: facts(RetentionClass::Warned, Term::Months(1), say),
        decided: (outcome, say("Jan de Wit"), ago(60)),
        is_under_way,
    };
    TermsPage {
        rows: RetentionClass::ALL.iter().map(|class| row(*class, say)).collect(),
        waiting: vec![
            waiting(81, vec![TermAnswer::Confirm, TermAnswer::Refuse], say),
            longer,
            waiting(83, Vec::new(), say),
        ],
        past: vec![
            past(TermOutcome::Confirmed, true),
            past(TermOutcome::Confirmed, false),
            past(TermOutcome::Refused, false),
            PastTerm {
                facts: TermFacts {
                    reason: String::new(),
                    ..facts(RetentionClass::Warned, Term::Hours(1), say)
                },
                ..past(TermOutcome::Withdrawn, false)
            },
        ],
        may_propose: true,
        notice: Some(TermNotice::Confirmed),
    }
}
