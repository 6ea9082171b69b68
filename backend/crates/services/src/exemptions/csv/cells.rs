//! What the cells of a line mean.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{Area, ExemptionCategory, ExemptionRule, LocationId, Plate, ZoneId, local_day};

use super::{COLUMNS, Wrong, hours, wrong};
use crate::exemptions::add::LONGEST_HOLDER;
use crate::exemptions::sealing::Draft;

/// What a start in the past means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exemptions) enum Past {
    /// There is no case that it could dismiss: before the first one, when a municipality starts.
    Free,
    /// It is proposed to a second person.
    Proposed,
    /// It is wrong, as nobody gave a document and a reason.
    Refused,
}

/// What a file is read against.
pub(in crate::exemptions) struct Ground {
    /// The municipality's locations by their codes.
    pub(in crate::exemptions) by_code: BTreeMap<String, LocationId>,
    /// Its zones by their names in lower case.
    pub(in crate::exemptions) zones: BTreeMap<String, ZoneId>,
    /// This moment.
    pub(in crate::exemptions) now: Timestamp,
    /// What a start in the past means.
    pub(in crate::exemptions) past: Past,
}

/// The categories as people write them; the codes do as well.
const CATEGORIES: [(&str, ExemptionCategory); 11] = [
    ("lijnbus", ExemptionCategory::LineBus),
    ("taxi", ExemptionCategory::Taxi),
    ("hulpdienst", ExemptionCategory::EmergencyService),
    ("bewoner", ExemptionCategory::Resident),
    ("leverancier", ExemptionCategory::Supplier),
    ("zorg", ExemptionCategory::Care),
    ("gemeentelijke dienst", ExemptionCategory::MunicipalService),
    ("gehandicaptenkaart", ExemptionCategory::Disabled),
    ("evenement", ExemptionCategory::Event),
    ("dagontheffing", ExemptionCategory::DayTicket),
    ("anders", ExemptionCategory::Other),
];

/// Reads one line.
pub(super) struct Reading<'a> {
    number: usize,
    ground: &'a Ground,
    problems: Vec<Wrong>,
}

impl<'a> Reading<'a> {
    pub(super) const fn new(number: usize, ground: &'a Ground) -> Self {
        Self { number, ground, problems: Vec::new() }
    }

    /// Everything that is wrong with the line.
    pub(super) fn problems(self) -> Vec<Wrong> {
        self.problems
    }

    /// Reads every cell, also after a wrong one.
    pub(super) fn draft(&mut self, cells: &[String; COLUMNS.len()]) -> Option<Draft> {
        let [plate, holder, category, from, until, locations, times] = cells;
        let plate = self.plate(plate);
        let holder = self.holder(holder);
        let category = self.category(category);
        let first = self.date("van", from).and_then(|day| self.start(day));
        let last = self.date("tot", until).and_then(|day| self.not_before(first, day));
        let area = self.area(locations);
        let windows = hours::parse(times);
        let windows = self.need("tijden", windows, "schrijf bijvoorbeeld ma-vr 07:00-11:00, of laat leeg");
        let rule = ExemptionRule {
            category: category?,
            from: self.first_instant(first?),
            until: end_of_day(last?),
            windows: windows?,
            area: area?,
        };
        let late = self.is_late(first?);
        Some(Draft { plate: plate?, holder: holder?, rule, late })
    }

    fn is_late(&self, first: Date) -> bool {
        self.ground.past == Past::Proposed && first < local_day(self.ground.now)
    }

    /// What starts today holds from now on: earlier today is the past as well.
    fn first_instant(&self, first: Date) -> Timestamp {
        let is_today = first == local_day(self.ground.now) && self.ground.past != Past::Free;
        if is_today { self.ground.now } else { start_of_day(first) }
    }

    fn plate(&mut self, cell: &str) -> Option<Plate> {
        self.need(
            "kenteken",
            Plate::parse(cell).ok(),
            "is geen kenteken; gebruik 1 tot 12 letters en cijfers",
        )
    }

    fn holder(&mut self, cell: &str) -> Option<String> {
        let fits = (1..=LONGEST_HOLDER).contains(&cell.chars().count());
        self.need(
            "houder",
            fits.then(|| cell.to_owned()),
            "vul een naam of vergunningnummer in, ten hoogste 200 tekens",
        )
    }

    fn category(&mut self, cell: &str) -> Option<ExemptionCategory> {
        let typed = cell.to_lowercase();
        let named = CATEGORIES.iter().find(|(name, _)| *name == typed).map(|(_, category)| *category);
        let read = named.or_else(|| typed.parse().ok());
        if read.is_some() {
            return read;
        }
        let names = CATEGORIES.map(|(name, _)| name);
        self.need("categorie", None, &format!("is geen categorie; kies uit {}", names.join(", ")))
    }

    fn date(&mut self, column: &'static str, cell: &str) -> Option<Date> {
        let day = Date::strptime("%d-%m-%Y", cell).or_else(|_| Date::strptime("%Y-%m-%d", cell)).ok();
        // Two digits of a year would be the first century.
        let day = day.filter(|day| day.year() >= 1990);
        self.need(column, day, "is geen datum; schrijf dd-mm-jjjj")
    }

    fn start(&mut self, day: Date) -> Option<Date> {
        let allowed = self.ground.past != Past::Refused || day >= local_day(self.ground.now);
        let fix = "ligt in het verleden; dat vraagt een documentkenmerk, een reden en een tweede persoon";
        self.need("van", allowed.then_some(day), fix)
    }

    fn not_before(&mut self, first: Option<Date>, day: Date) -> Option<Date> {
        let later = first.is_none_or(|first| first <= day);
        self.need("tot", later.then_some(day), "ligt voor het begin; kies een latere datum")
    }

    /// The name of a zone, or codes with commas between them; empty is everywhere.
    fn area(&mut self, cell: &str) -> Option<Area> {
        if let Some(zone) = self.ground.zones.get(&cell.trim().to_lowercase()) {
            return Some(Area::Zone(*zone));
        }
        let codes: Vec<&str> = cell.split(',').map(str::trim).filter(|code| !code.is_empty()).collect();
        if codes.is_empty() {
            return Some(Area::Everywhere);
        }
        let known = codes.iter().map(|code| self.ground.by_code.get(*code).copied()).collect();
        self.need(
            "locaties",
            known,
            "noemt een onbekende locatie of zone; gebruik de codes van de locaties of de naam van één zone",
        )
        .map(|mut known: Vec<_>| {
            known.sort_unstable();
            known.dedup();
            Area::Locations(known)
        })
    }

    fn need<T>(&mut self, column: &str, read: Option<T>, fix: &str) -> Option<T> {
        if read.is_none() {
            self.problems.push(wrong(self.number, column, fix));
        }
        read
    }
}
