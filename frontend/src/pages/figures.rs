//! Figures without personal data: a chart with the same numbers beside it, week by week and location by location.

use crate::components::alert::empty_state;
use crate::components::chart::{Chart, Series, Shape};
use crate::components::control::Control;
use crate::components::data_list::text;
use crate::components::form::error_summary;
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::search::LocationChoice;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::day;
use jiff::SignedDuration;
use jiff::civil::Date;
use leptos::prelude::*;
use serde::Deserialize;

/// `GET /figures`. No personal data, so it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FiguresQuery {
    /// Length of the period in weeks.
    pub weeks: String,
    /// Code of a location; empty is all.
    pub location: String,
}

/// A count as it may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// The number.
    Told(u64),
    /// Fewer than five.
    Few,
    /// A sum with counts in it that are not told: the smallest and the largest it can be.
    Between(u64, u64),
}

impl Count {
    /// How high it is drawn; nothing for one that is not told.
    const fn drawn(self) -> Option<u64> {
        match self {
            Self::Told(number) => Some(number),
            Self::Few => None,
            Self::Between(least, _) => Some(least),
        }
    }
}

/// One week.
#[derive(Clone, Debug)]
pub struct WeekRow {
    /// Its Monday.
    pub monday: Date,
    /// Vehicles that passed.
    pub passages: Count,
    /// Possible violations.
    pub violations: Count,
    /// Cases confirmed.
    pub confirmed: Count,
    /// Cases dismissed.
    pub dismissed: Count,
    /// Median review time.
    pub review: Option<SignedDuration>,
}

/// One location over the period.
#[derive(Clone, Debug)]
pub struct PlaceRow {
    /// Its name.
    pub name: String,
    /// Vehicles that passed.
    pub passages: Count,
    /// Possible violations.
    pub violations: Count,
    /// Cases confirmed.
    pub confirmed: Count,
    /// Cases dismissed.
    pub dismissed: Count,
}

/// The figures.
#[derive(Clone, Debug)]
pub struct FiguresFound {
    /// First and last day.
    pub days: (Date, Date),
    /// Week by week.
    pub weeks: Vec<WeekRow>,
    /// Location by location.
    pub places: Vec<PlaceRow>,
    /// Nothing came in and nothing was decided.
    pub nothing: bool,
}

/// The page.
#[derive(Clone, Debug)]
pub struct FiguresPage {
    /// As chosen.
    pub query: FiguresQuery,
    /// Periods to choose from, in weeks; the first is the usual one.
    pub periods: Vec<u32>,
    /// Locations to choose from.
    pub locations: Vec<LocationChoice>,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// Nothing while the form must be corrected.
    pub found: Option<FiguresFound>,
}

impl Page for FiguresPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.figures.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Figures)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.figures;
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {error_summary(&self.errors, &[("weeks", t.weeks), ("location", t.location)], texts)}
            {choose(&self, texts)}
            {self.found.as_ref().map(|found| everything(found, texts))}
        }
        .into_any()
    }
}

fn choose(page: &FiguresPage, texts: &'static Texts) -> AnyView {
    let t = &texts.figures;
    let usual = page.periods.first().map(ToString::to_string).unwrap_or_default();
    let chosen = if page.query.weeks.is_empty() { usual } else { page.query.weeks.clone() };
    let periods = page.periods.iter().map(|weeks| (weeks.to_string(), fill(t.weeks_choice, &[weeks])));
    let places = page.locations.iter().map(|place| (place.code.clone(), place.name.clone()));
    let weeks = Control::new("weeks", t.weeks, &page.errors, texts);
    let location = Control::new("location", t.location, &page.errors, texts)
        .optional(texts)
        .empty_choice(t.all_locations);
    let file = page.found.as_ref().map(|_| {
        let place = paths::figures_file(&chosen, &page.query.location);
        view! { <a class="utrecht-link utrecht-link--html-a" href=place>{t.file}</a> }
    });
    view! {
        <form class="pw-form pw-card pw-unprinted" method="get" action=paths::FIGURES aria-label=t.choose>
            {weeks.select(periods.collect(), &chosen)}
            {location.select(places.collect(), &page.query.location)}
            <p class="pw-log__actions"><button class="utrecht-button utrecht-button--primary-action" type="submit">{t.submit}</button>{file}</p>
        </form>
    }
    .into_any()
}

fn everything(found: &FiguresFound, texts: &'static Texts) -> AnyView {
    let t = &texts.figures;
    let (from, until) = found.days;
    let period = fill(t.period, &[&day(from, texts), &day(until, texts)]);
    if found.nothing {
        return view! { <p class="utrecht-paragraph pw-quiet">{period}</p>{empty_state(t.empty_heading, t.empty)} }
            .into_any();
    }
    view! {
        <p class="utrecht-paragraph pw-quiet">{period}</p>
        {figure(t.traffic, traffic(found, texts), traffic_table(found, texts))}
        {figure(t.decisions, decisions(found, texts), decisions_table(found, texts))}
        {figure(t.review, review(found, texts), review_table(found, texts))}
        {figure(t.by_location, places(found, texts), places_table(found, texts))}
    }
    .into_any()
}

fn figure(heading: &'static str, chart: Chart, table: Table) -> AnyView {
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{heading}</h2>
            <div class="pw-figure">{chart.view()}{table.view()}</div>
        </section>
    }
    .into_any()
}

fn week_number(monday: Date) -> i8 {
    monday.iso_week_date().week()
}

fn week_labels(found: &FiguresFound, texts: &'static Texts) -> Vec<String> {
    found.weeks.iter().map(|week| fill(texts.figures.week_short, &[&week_number(week.monday)])).collect()
}

fn week_heading(monday: Date, texts: &'static Texts) -> AnyView {
    text(fill(texts.figures.week_of, &[&week_number(monday), &day(monday, texts)]))
}

fn told(count: Count, texts: &'static Texts) -> AnyView {
    let t = &texts.figures;
    text(match count {
        Count::Told(number) => number.to_string(),
        Count::Few => t.few.to_owned(),
        Count::Between(least, most) => fill(t.between, &[&least, &most]),
    })
}

fn by_week(found: &FiguresFound, count: fn(&WeekRow) -> Count) -> Vec<Option<u64>> {
    found.weeks.iter().map(|week| count(week).drawn()).collect()
}

fn by_place(found: &FiguresFound, count: fn(&PlaceRow) -> Count) -> Vec<Option<u64>> {
    found.places.iter().map(|place| count(place).drawn()).collect()
}

fn traffic(found: &FiguresFound, texts: &'static Texts) -> Chart {
    let t = &texts.figures;
    Chart {
        id: "chart-traffic",
        title: t.traffic,
        desc: t.traffic_desc,
        labels: week_labels(found, texts),
        across: t.week_axis,
        up: t.number_axis,
        shape: Shape::Bars,
        series: vec![
            Series { name: t.passages, values: by_week(found, |week| week.passages) },
            Series { name: t.violations, values: by_week(found, |week| week.violations) },
        ],
    }
}

fn traffic_table(found: &FiguresFound, texts: &'static Texts) -> Table {
    let t = &texts.figures;
    let row = |week: &WeekRow| {
        vec![week_heading(week.monday, texts), told(week.passages, texts), told(week.violations, texts)]
    };
    let rows = found.weeks.iter().map(row).collect();
    let columns = vec![t.week, t.passages, t.violations];
    Table { id: "figures-traffic", caption: t.traffic, caption_hidden: true, columns, rows }
}

fn decisions(found: &FiguresFound, texts: &'static Texts) -> Chart {
    let t = &texts.figures;
    Chart {
        id: "chart-decisions",
        title: t.decisions,
        desc: t.decisions_desc,
        series: vec![
            Series { name: t.confirmed, values: by_week(found, |week| week.confirmed) },
            Series { name: t.dismissed, values: by_week(found, |week| week.dismissed) },
        ],
        ..traffic(found, texts)
    }
}

fn decisions_table(found: &FiguresFound, texts: &'static Texts) -> Table {
    let t = &texts.figures;
    let row = |week: &WeekRow| {
        vec![week_heading(week.monday, texts), told(week.confirmed, texts), told(week.dismissed, texts)]
    };
    let rows = found.weeks.iter().map(row).collect();
    let columns = vec![t.week, t.confirmed, t.dismissed];
    Table { id: "figures-decisions", caption: t.decisions, caption_hidden: true, columns, rows }
}

fn review(found: &FiguresFound, texts: &'static Texts) -> Chart {
    let t = &texts.figures;
    let minutes = |took: SignedDuration| u64::try_from(took.as_mins()).unwrap_or(0);
    let values = found.weeks.iter().map(|week| week.review.map(minutes)).collect();
    Chart {
        id: "chart-review",
        title: t.review,
        desc: t.review_desc,
        up: t.minutes_axis,
        shape: Shape::Line,
        series: vec![Series { name: t.median, values }],
        ..traffic(found, texts)
    }
}

fn review_table(found: &FiguresFound, texts: &'static Texts) -> Table {
    let t = &texts.figures;
    let words = |took: SignedDuration| {
        let seconds = took.as_secs();
        fill(t.median_value, &[&(seconds / 60), &(seconds % 60)])
    };
    let row = |week: &WeekRow| {
        let median = week.review.map_or_else(|| t.too_few.to_owned(), words);
        vec![week_heading(week.monday, texts), text(median)]
    };
    let rows = found.weeks.iter().map(row).collect();
    let columns = vec![t.week, t.median];
    Table { id: "figures-review", caption: t.review, caption_hidden: true, columns, rows }
}

fn places(found: &FiguresFound, texts: &'static Texts) -> Chart {
    let t = &texts.figures;
    Chart {
        id: "chart-places",
        title: t.by_location,
        desc: t.by_location_desc,
        labels: found.places.iter().map(|place| place.name.clone()).collect(),
        across: t.location,
        series: vec![
            Series { name: t.passages, values: by_place(found, |place| place.passages) },
            Series { name: t.violations, values: by_place(found, |place| place.violations) },
        ],
        ..traffic(found, texts)
    }
}

fn places_table(found: &FiguresFound, texts: &'static Texts) -> Table {
    let t = &texts.figures;
    let row = |place: &PlaceRow| {
        vec![
            text(place.name.clone()),
            told(place.passages, texts),
            told(place.violations, texts),
            told(place.confirmed, texts),
            told(place.dismissed, texts),
        ]
    };
    let rows = found.places.iter().map(row).collect();
    let columns = vec![t.location, t.passages, t.violations, t.confirmed, t.dismissed];
    Table { id: "figures-places", caption: t.by_location, caption_hidden: true, columns, rows }
}
