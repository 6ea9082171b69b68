//! One location: its dossier as it is now.

use crate::components::data_list::{data_list, text};
use crate::frame::{Frame, Section};
use crate::pages::location_form::{LocationForm, MASK_DECLARED};
use crate::pages::locations::{LocationNotice, LocationRow, missing, told};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day, minute};
use jiff::civil::Date;
use leptos::prelude::*;

/// The page.
#[derive(Clone, Debug)]
pub struct LocationPage {
    /// As in the list.
    pub row: LocationRow,
    /// The dossier as the form writes it.
    pub dossier: LocationForm,
    /// Days on which nothing was wrong with the signs, the latest first.
    pub inspections: Vec<Date>,
    /// Days on which a fault was found, the latest first.
    pub faults: Vec<Date>,
    /// Names of the units here.
    pub units: Vec<String>,
    /// What was just done.
    pub notice: Option<LocationNotice>,
}

/// Inspections that are listed; the inspections' own page has them all.
const MOST_DAYS: usize = 6;

impl Page for LocationPage {
    fn title(&self, texts: &'static Texts) -> String {
        format!("{}: {}", texts.locations.name, self.row.name)
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Locations)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.locations;
        let changed = fill(t.version_heading, &[&self.row.version]);
        let changed = format!("{changed}, {}", minute(self.row.updated_at, texts));
        view! {
            <h1 class="utrecht-heading-1">{self.row.name.clone()}</h1>
            {self.notice.map(|notice| told(notice, texts))}
            <p class="utrecht-paragraph pw-quiet">{changed}</p>
            <p class="utrecht-paragraph">{missing(&self.row.missing, texts)}</p>
            <div class="utrecht-button-group utrecht-button-group--row">
                <a class="utrecht-button utrecht-button--primary-action pw-button-link" href=paths::location_edit(self.row.id)>{t.edit}</a>
                <a class="utrecht-button utrecht-button--subtle pw-button-link" href=paths::location_history(self.row.id)>{t.history}</a>
                <a class="utrecht-button utrecht-button--subtle pw-button-link" href=paths::INSPECTIONS>{t.to_inspections}</a>
            </div>
            {part(t.place, place(&self, texts))}
            {part(t.closure, closure(&self, texts))}
            {part(t.law, law(&self, texts))}
            {part(t.pictures, pictures(&self, texts))}
            {part(t.words, words(&self, texts))}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::LOCATIONS>{t.back_to_list}</a></p>
        }
        .into_any()
    }
}

fn part(heading: &'static str, facts: Vec<(&'static str, AnyView)>) -> AnyView {
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{heading}</h2>
            {data_list(facts)}
        </section>
    }
    .into_any()
}

fn place(page: &LocationPage, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let (t, form) = (&texts.locations, &page.dossier);
    let units = if page.units.is_empty() { t.none.to_owned() } else { page.units.join(", ") };
    let built_up = if form.built_up.is_some() { texts.layout.yes } else { texts.layout.no };
    vec![
        (t.code, text(form.code.clone())),
        (t.street, text(format!("{}, {}", form.street, form.municipality_name))),
        (t.direction, text(form.direction.clone())),
        (t.lane_note, lines(&form.lane_note, t.none)),
        (t.built_up, text(built_up)),
        (t.coordinates, lines(format!("{} {}", form.latitude, form.longitude).trim(), t.none)),
        (t.sign, text(form.sign.clone())),
        (t.active, text(format!("{} – {}", form.active_from, form.active_until))),
        (t.units, text(units)),
    ]
}

fn closure(page: &LocationPage, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let (t, form) = (&texts.locations, &page.dossier);
    vec![
        (t.windows, lines(&form.windows, texts.calendar.always)),
        (t.special_days, lines(&form.special_days, t.none)),
        (t.pardon, text(form.pardon_minutes.clone())),
        (t.merge, text(form.merge_window_minutes.clone())),
        (t.warning_periods, lines(&form.warning_periods, t.none)),
    ]
}

fn law(page: &LocationPage, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let (t, form) = (&texts.locations, &page.dossier);
    vec![
        (t.offence_codes, lines(&form.offence_codes, t.none)),
        (t.consents, lines(&form.consents, t.none)),
        (t.inspected, days(&page.inspections, texts)),
        (t.faults, days(&page.faults, texts)),
    ]
}

fn pictures(page: &LocationPage, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let (t, form) = (&texts.locations, &page.dossier);
    let mut facts = if form.policy == MASK_DECLARED {
        vec![(t.policy, text(t.mask_declared)), (t.policy_reason, text(form.policy_reason.clone()))]
    } else {
        vec![(t.policy, text(t.keep_declared)), (t.cells, text(form.cells_per_height.clone()))]
    };
    facts.push((t.static_masks, lines(&form.static_masks, t.none)));
    facts
}

fn words(page: &LocationPage, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let (t, form) = (&texts.locations, &page.dossier);
    vec![
        (t.grounds, text(form.grounds_template.clone())),
        (t.not_stopped, text(form.not_stopped_reason.clone())),
    ]
}

/// A text of several lines, each on its own.
pub(crate) fn lines(all: &str, none: &str) -> AnyView {
    if all.trim().is_empty() {
        return text(none);
    }
    let all: Vec<String> = all.lines().map(str::to_owned).collect();
    all.into_iter().map(|line| view! { <span class="pw-line">{line}</span> }).collect_view().into_any()
}

fn days(all: &[Date], texts: &'static Texts) -> AnyView {
    let words: Vec<_> = all.iter().take(MOST_DAYS).map(|date| day(*date, texts)).collect();
    lines(&words.join("\n"), texts.locations.none)
}
