//! How long the municipality keeps what: the terms in force, what waits for a second person, and what was decided before.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::data_list::{data_list, text};
use crate::components::form::form_token;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::pages::case::section;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::minute;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{LimitSource, Limits, LongerGround, RecordId, RetentionClass, Term, TermOutcome};
use serde::Deserialize;

/// How long one class lasts.
#[derive(Clone, Debug)]
pub struct TermRow {
    /// The class.
    pub class: RetentionClass,
    /// Its term.
    pub term: Term,
    /// Its limits; `None` where the municipality has no say.
    pub limits: Option<Limits>,
    /// Since when, where the municipality set it.
    pub since: Option<Timestamp>,
    /// Who proposed it and who confirmed it.
    pub by: Option<(String, String)>,
    /// Why it may be longer than usual, where it is.
    pub ground: Option<LongerGround>,
}

/// A proposed term.
#[derive(Clone, Debug)]
pub struct TermFacts {
    /// Of what.
    pub class: RetentionClass,
    /// What was proposed.
    pub term: Term,
    /// Why it may be longer than usual, where it is.
    pub ground: Option<LongerGround>,
    /// Why, in words.
    pub reason: String,
    /// Who proposed it, and when.
    pub proposed: (String, Timestamp),
}

/// What a proposal would do to what lies there.
#[derive(Clone, Copy, Debug, Default)]
pub struct TermEffect {
    /// Items that die earlier.
    pub moved: u64,
    /// Among them those that die within a day.
    pub soon: u64,
    /// Items under a legal hold that would die earlier without it.
    pub held: u64,
}

/// A proposal that waits.
#[derive(Clone, Debug)]
pub struct WaitingTerm {
    /// Names it.
    pub id: RecordId,
    /// What counts now.
    pub before: Term,
    /// What was proposed.
    pub facts: TermFacts,
    /// What it would do.
    pub effect: TermEffect,
    /// What this reader may say to it.
    pub answers: Vec<TermAnswer>,
}

/// A proposal that was decided.
#[derive(Clone, Debug)]
pub struct PastTerm {
    /// What was proposed.
    pub facts: TermFacts,
    /// What became of it, who said so, and when.
    pub decided: (TermOutcome, String, Timestamp),
    /// Whether what lay there is still being dated.
    pub is_under_way: bool,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermNotice {
    /// A term was proposed.
    Proposed,
    /// A term was confirmed.
    Confirmed,
    /// A proposal was refused.
    Refused,
    /// A proposal was withdrawn.
    Withdrawn,
}

/// What somebody can say to a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermAnswer {
    /// Confirms what somebody else proposed.
    Confirm,
    /// Refuses what somebody else proposed.
    Refuse,
    /// Withdraws what the reader proposed.
    Withdraw,
}

impl TermAnswer {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Confirm, Self::Refuse, Self::Withdraw];

    /// Its code in the form.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Refuse => "refuse",
            Self::Withdraw => "withdraw",
        }
    }

    const fn words(self, texts: &'static Texts) -> &'static str {
        match self {
            Self::Confirm => texts.terms.confirm,
            Self::Refuse => texts.terms.refuse,
            Self::Withdraw => texts.terms.withdraw,
        }
    }
}

/// `POST /retention-terms/{term}/answer`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TermAnswerForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the answer.
    pub answer: String,
}

/// The page.
#[derive(Clone, Debug)]
pub struct TermsPage {
    /// Every class.
    pub rows: Vec<TermRow>,
    /// What waits for a second person.
    pub waiting: Vec<WaitingTerm>,
    /// What was decided, the newest first.
    pub past: Vec<PastTerm>,
    /// Whether the reader may propose.
    pub may_propose: bool,
    /// What was just done.
    pub notice: Option<TermNotice>,
}

impl Page for TermsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.terms.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Compliance)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.terms;
        let propose = self.may_propose.then(|| {
            view! { <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::RETENTION_TERM_NEW>{t.propose}</a></p> }
        });
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {self.notice.map(|notice| alert(Kind::Ok, None, told(notice, frame.texts)))}
            <p class="utrecht-paragraph">{t.rule}</p>
            {propose}
            {section(t.waiting, waiting(&self.waiting, frame))}
            {section(t.now, in_force(&self.rows, frame.texts))}
            {section(t.past, past(&self.past, frame.texts))}
        }
        .into_any()
    }
}

const fn told(notice: TermNotice, texts: &'static Texts) -> &'static str {
    match notice {
        TermNotice::Proposed => texts.terms.proposed_notice,
        TermNotice::Confirmed => texts.terms.confirmed_notice,
        TermNotice::Refused => texts.terms.refused_notice,
        TermNotice::Withdrawn => texts.terms.withdrawn_notice,
    }
}

/// A term in words.
pub(super) fn words(term: Term, texts: &'static Texts) -> String {
    let t = &texts.terms;
    let counted = |amount: u32, one: &str, many: &str| match amount {
        1 => one.to_owned(),
        _ => fill(many, &[&amount]),
    };
    match term {
        Term::Hours(amount) => counted(amount, t.hour_one, t.hour),
        Term::Days(amount) => counted(amount, t.day_one, t.day),
        Term::Months(amount) => counted(amount, t.month_one, t.month),
        Term::InUse => t.in_use.to_owned(),
    }
}

/// A ground in words.
pub(super) const fn ground(ground: LongerGround, texts: &'static Texts) -> &'static str {
    match ground {
        LongerGround::Statute => texts.terms.ground_statute,
        LongerGround::Authority => texts.terms.ground_authority,
        LongerGround::Proceedings => texts.terms.ground_proceedings,
    }
}

const fn source(source: LimitSource, texts: &'static Texts) -> &'static str {
    let t = &texts.terms;
    match source {
        LimitSource::SanctionLimit => t.source_sanction_limit,
        LimitSource::PoliceData => t.source_police_data,
        LimitSource::Minimisation => t.source_minimisation,
        LimitSource::Accountability => t.source_accountability,
        LimitSource::Records => t.source_records,
        LimitSource::HalfYearly => t.source_half_yearly,
        LimitSource::IncidentProtocol => t.source_incident_protocol,
        LimitSource::Exchange => t.source_exchange,
    }
}

fn in_force(rows: &[TermRow], texts: &'static Texts) -> AnyView {
    let t = &texts.terms;
    let rows = rows.iter().map(|row| cells(row, texts)).collect();
    let columns = vec![t.class, t.term, t.minimum, t.maximum, t.since, t.by, t.source];
    Table { id: "terms", caption: t.now, caption_hidden: true, columns, rows }.view()
}

fn cells(row: &TermRow, texts: &'static Texts) -> Vec<AnyView> {
    let (t, none) = (&texts.terms, texts.layout.none);
    let limit = |of: fn(&Limits) -> u32| {
        row.limits.map_or_else(|| none.to_owned(), |limits| words(row.term.with(of(&limits)), texts))
    };
    let most = row.limits.filter(|limits| limits.ceiling > limits.maximum);
    let maximum = limit(|limits| limits.maximum);
    let maximum = most.map_or(maximum.clone(), |limits| {
        fill(t.ceiling, &[&maximum, &words(row.term.with(limits.ceiling), texts)])
    });
    let own = words(row.term, texts);
    let own = row.ground.map_or(own.clone(), |why| format!("{own} ({})", ground(why, texts)));
    vec![
        text((texts.compliance_words.class)(row.class)),
        text(own),
        text(limit(|limits| limits.minimum)),
        text(maximum),
        text(row.since.map_or_else(|| t.from_start.to_owned(), |since| minute(since, texts))),
        text(
            row.by
                .as_ref()
                .map_or_else(|| t.installation.to_owned(), |(one, two)| fill(t.by_two, &[one, two])),
        ),
        text(row.limits.map_or(none, |limits| source(limits.source, texts))),
    ]
}

fn waiting(terms: &[WaitingTerm], frame: &Frame) -> AnyView {
    let t = &frame.texts.terms;
    if terms.is_empty() {
        return empty_state(t.waiting_empty_heading, t.waiting_empty);
    }
    let parts = terms.iter().map(|term| proposal(term, frame)).collect_view();
    view! { <div class="pw-account">{parts}</div> }.into_any()
}

fn proposal(term: &WaitingTerm, frame: &Frame) -> AnyView {
    let (texts, t, facts) = (frame.texts, &frame.texts.terms, &term.facts);
    let class = (texts.compliance_words.class)(facts.class);
    let becomes = fill(t.change, &[&words(term.before, texts), &words(facts.term, texts)]);
    let mut items = vec![(t.becomes, text(becomes))];
    items.extend(facts.ground.map(|why| (t.ground, text(ground(why, texts)))));
    items.push((t.reason, text(facts.reason.clone())));
    items.push((t.proposed, by_at(&facts.proposed, texts)));
    items.push((t.effect, text(effect(term, texts))));
    view! {
        <section class="pw-account__part">
            <h3 class="utrecht-heading-3">{class}</h3>
            {data_list(items)}
            {answers(term, class, frame)}
        </section>
    }
    .into_any()
}

fn effect(term: &WaitingTerm, texts: &'static Texts) -> String {
    let t = &texts.terms;
    if term.facts.term.amount() > term.before.amount() {
        return t.effect_longer.to_owned();
    }
    let TermEffect { moved, soon, held } = term.effect;
    let mut parts = vec![fill(t.effect_moved, &[&moved]), fill(t.effect_soon, &[&soon])];
    if held > 0 {
        parts.push(fill(t.effect_held, &[&held]));
    }
    parts.join("; ")
}

fn by_at((name, at): &(String, Timestamp), texts: &'static Texts) -> AnyView {
    text(fill(texts.terms.by_at, &[name, &minute(*at, texts)]))
}

fn answers(term: &WaitingTerm, class: &str, frame: &Frame) -> AnyView {
    let t = &frame.texts.terms;
    let button = |answer: &TermAnswer| {
        let words = answer.words(frame.texts);
        let label = fill(t.label, &[&words, &class]);
        let kind = if *answer == TermAnswer::Confirm { "primary-action" } else { "secondary-action" };
        let kind = format!("utrecht-button utrecht-button--{kind}");
        view! { <button class=kind type="submit" name="answer" value=answer.code() aria-label=label>{words}</button> }
    };
    let waits = match term.answers.as_slice() {
        [] => Some(t.waits_reader),
        [TermAnswer::Withdraw] => Some(t.waits_own),
        _ => None,
    };
    let waits = waits.map(|words| view! { <p class="utrecht-paragraph">{words}</p> });
    if term.answers.is_empty() {
        return waits.into_any();
    }
    view! {
        <form method="post" action=paths::retention_term_answer(term.id)>
            {form_token(frame)}
            {waits}
            <div class="utrecht-button-group utrecht-button-group--row">{term.answers.iter().map(button).collect_view()}</div>
        </form>
    }
    .into_any()
}

fn past(terms: &[PastTerm], texts: &'static Texts) -> AnyView {
    let t = &texts.terms;
    if terms.is_empty() {
        return empty_state(t.past_empty_heading, t.past_empty);
    }
    let row = |past: &PastTerm| {
        let facts = &past.facts;
        let (outcome, by, at) = &past.decided;
        let reason = if facts.reason.is_empty() { t.reason_gone.to_owned() } else { facts.reason.clone() };
        vec![
            text((texts.compliance_words.class)(facts.class)),
            text(words(facts.term, texts)),
            text(settled(*outcome, past.is_under_way, texts)),
            by_at(&(by.clone(), *at), texts),
            by_at(&facts.proposed, texts),
            text(facts.ground.map_or(texts.layout.none, |why| ground(why, texts))),
            text(reason),
        ]
    };
    let rows = terms.iter().map(row).collect();
    let columns = vec![t.class, t.term, t.outcome, t.by, t.proposed, t.ground, t.reason];
    Table { id: "past-terms", caption: t.past, caption_hidden: true, columns, rows }.view()
}

const fn settled(outcome: TermOutcome, is_under_way: bool, texts: &'static Texts) -> &'static str {
    match outcome {
        TermOutcome::Confirmed if is_under_way => texts.terms.under_way,
        TermOutcome::Confirmed => texts.terms.outcome_confirmed,
        TermOutcome::Refused => texts.terms.outcome_refused,
        TermOutcome::Withdrawn => texts.terms.outcome_withdrawn,
    }
}
