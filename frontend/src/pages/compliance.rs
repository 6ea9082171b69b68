//! Whether every promise is kept: each with its evidence, what is held, what was destroyed.

use std::collections::BTreeSet;

use crate::components::alert::{Kind, alert};
use crate::components::badge::{Tone, badge};
use crate::components::control::{Choice, Control};
use crate::components::data_list::text;
use crate::components::form::form_token;
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::case::section;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day_of, minute};
use leptos::prelude::*;
use poortwacht_domain::{
    ComplianceReport, Finding, Holding, MonthDestroyed, MonthHeld, PromiseLine, RetentionClass, Standing,
    retention::FAR_FUTURE,
};

/// The page.
#[derive(Clone, Debug)]
pub struct CompliancePage {
    /// Everything that it shows.
    pub report: ComplianceReport,
}

impl Page for CompliancePage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.compliance.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Compliance)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let (texts, report) = (frame.texts, &self.report);
        let t = &texts.compliance;
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {verdict(report, texts)}
            {section(t.promises, promises(&report.promises, texts))}
            {section(t.months, months(&report.months, texts))}
            {section(t.holdings, holdings(&report.holdings, texts))}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::RETENTION_TERMS>{texts.terms.link}</a></p>
            {section(t.destroyed, destroyed(&report.destroyed, texts))}
            {section(t.downloads, downloads(report, frame))}
        }
        .into_any()
    }
}

/// The answer, before everything else.
fn verdict(report: &ComplianceReport, texts: &'static Texts) -> AnyView {
    let t = &texts.compliance;
    let heading = match report.broken().count() {
        0 => {
            let words = fill(t.all_kept_text, &[&minute(report.at, texts)]);
            return alert(Kind::Ok, Some(t.all_kept), words);
        }
        1 => t.broken_one.to_owned(),
        broken => fill(t.broken_many, &[&broken]),
    };
    view! {
        <div class="utrecht-alert utrecht-alert--error" role="alert">
            <div class="utrecht-alert__content">
                <p class="pw-alert__heading">{heading}</p>
                <p class="utrecht-paragraph">{t.broken_text}</p>
            </div>
        </div>
    }
    .into_any()
}

/// What is broken stands first; otherwise the order is the agreement's.
fn promises(lines: &[PromiseLine], texts: &'static Texts) -> AnyView {
    let broken = lines.iter().filter(|line| line.standing == Standing::Broken);
    let others = lines.iter().filter(|line| line.standing != Standing::Broken);
    let items = broken.chain(others).map(|line| promise(line, texts)).collect_view();
    view! { <ul class="pw-promises">{items}</ul> }.into_any()
}

fn promise(line: &PromiseLine, texts: &'static Texts) -> AnyView {
    let words = &texts.compliance_words;
    let tone = match line.standing {
        Standing::Kept => Tone::Good,
        Standing::Broken => Tone::Urgent,
        Standing::NothingToSee => Tone::Calm,
    };
    let facts = line
        .facts
        .iter()
        .map(|(fact, finding)| {
            view! { <div class="pw-promises__fact"><dt>{(words.fact)(*fact)}</dt><dd>{found(finding, texts)}</dd></div> }
        })
        .collect_view();
    view! {
        <li class="pw-promises__item" data-promise=line.promise.as_str() data-standing=line.standing.as_str()>
            <div class="pw-promises__head">
                <h3 class="utrecht-heading-3">{(words.promise)(line.promise)}</h3>
                {badge(tone, (words.standing)(line.standing))}
            </div>
            <p class="utrecht-paragraph">{(words.promised)(line.promise)}</p>
            <dl class="pw-promises__facts">{facts}</dl>
        </li>
    }
    .into_any()
}

fn found(finding: &Finding, texts: &'static Texts) -> String {
    match finding {
        Finding::Number(number) => number.to_string(),
        Finding::Is(true) => texts.layout.yes.to_owned(),
        Finding::Is(false) => texts.layout.no.to_owned(),
        // What is in use has no end.
        Finding::At(at) if *at >= FAR_FUTURE => texts.layout.none.to_owned(),
        Finding::At(at) => minute(*at, texts),
        Finding::Words(words) => words.clone(),
    }
}

fn months(months: &[MonthHeld], texts: &'static Texts) -> AnyView {
    let t = &texts.compliance;
    if months.is_empty() {
        return view! { <p class="utrecht-paragraph">{t.months_empty}</p> }.into_any();
    }
    let classes: BTreeSet<RetentionClass> =
        months.iter().flat_map(|month| month.cases.keys().copied()).collect();
    let mut columns = vec![t.month];
    columns.extend(classes.iter().map(|class| (texts.compliance_words.class)(*class)));
    columns.push(t.total);
    let row = |month: &MonthHeld| {
        let mut cells = vec![text(month.month.to_string())];
        let of = |class| month.cases.get(class).copied().unwrap_or_default();
        cells.extend(classes.iter().map(|class| text(of(class).to_string())));
        cells.push(text(month.cases.values().sum::<u64>().to_string()));
        cells
    };
    let rows = months.iter().map(row).collect();
    Table { id: "held-months", caption: t.months, caption_hidden: true, columns, rows }.view()
}

fn holdings(holdings: &[Holding], texts: &'static Texts) -> AnyView {
    let (t, words) = (&texts.compliance, &texts.compliance_words);
    let row = |holding: &Holding| {
        let what = (words.table)(&holding.what).unwrap_or(&holding.what).to_owned();
        let earliest = Some(holding.earliest).filter(|at| *at < FAR_FUTURE);
        vec![
            text(what),
            text((words.class)(holding.class)),
            text(holding.count.to_string()),
            text(earliest.map_or_else(|| texts.layout.none.to_owned(), |at| day_of(at, texts))),
        ]
    };
    let rows = holdings.iter().map(row).collect();
    let columns = vec![t.what, t.class, t.count, t.earliest];
    Table { id: "holdings", caption: t.holdings, caption_hidden: true, columns, rows }.view()
}

fn destroyed(months: &[MonthDestroyed], texts: &'static Texts) -> AnyView {
    let (t, words) = (&texts.compliance, &texts.compliance_words);
    if months.is_empty() {
        return view! { <p class="utrecht-paragraph">{t.destroyed_empty}</p> }.into_any();
    }
    let row = |month: &MonthDestroyed, kind: &String, count: u64| {
        let what = (words.kind)(kind).unwrap_or(kind).to_owned();
        vec![text(month.month.to_string()), text(what), text(count.to_string())]
    };
    let rows = months
        .iter()
        .flat_map(|month| month.destroyed.iter().map(move |(kind, count)| row(month, kind, *count)))
        .collect();
    let columns = vec![t.month, t.what, t.count];
    Table { id: "destroyed-months", caption: t.destroyed, caption_hidden: true, columns, rows }.view()
}

fn downloads(report: &ComplianceReport, frame: &Frame) -> AnyView {
    let t = &frame.texts.compliance;
    let none = FieldErrors::none();
    let month = Control::new("month", t.destruction_month, &none, frame.texts);
    let months: Vec<Choice> =
        report.destroyed.iter().map(|month| (month.month.to_string(), month.month.to_string())).collect();
    let destruction = (!months.is_empty()).then(|| {
        let latest = months.first().map(|(code, _)| code.clone()).unwrap_or_default();
        view! {
            <form class="pw-form" method="post" action=paths::COMPLIANCE_FILE>
                {form_token(frame)}
                <div class="pw-grid">{month.select(months, &latest)}</div>
                <button class="utrecht-button utrecht-button--secondary-action" type="submit" name="file" value="destruction">{t.destruction_file}</button>
            </form>
        }
    });
    view! {
        <form method="post" action=paths::COMPLIANCE_FILE>
            {form_token(frame)}
            <p class="utrecht-paragraph">{t.downloads_text}</p>
            <div class="utrecht-button-group utrecht-button-group--row">
                <button class="utrecht-button utrecht-button--primary-action" type="submit" name="file" value="promises">{t.promises_file}</button>
                <button class="utrecht-button utrecht-button--secondary-action" type="submit" name="file" value="report">{t.report_file}</button>
                <button class="utrecht-button utrecht-button--secondary-action" type="submit" name="file" value="components">{t.components_file}</button>
                <button class="utrecht-button utrecht-button--secondary-action" type="submit" name="file" value="bundle">{t.bundle_file}</button>
            </div>
            <p class="utrecht-paragraph">{t.bundle_text}</p>
        </form>
        {destruction}
    }
    .into_any()
}
