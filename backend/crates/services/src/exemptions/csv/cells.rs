//! What the cells of a line mean.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{ExemptionCategory, ExemptionRule, LocationId, Plate, local_day};

use super::reader::Line;
use super::{hours, wrong};
use crate::FieldProblem;
use crate::exemptions::add::LONGEST_HOLDER;
use crate::exemptions::sealing::Draft;

/// What a file is read against.
pub(in crate::exemptions) struct Places {
    /// The municipality's locations by their codes.
    pub(in crate::exemptions) by_code: BTreeMap<String, LocationId>,
    /// This moment.
    pub(in crate::exemptions) now: Timestamp,
    /// Whether a start in the past is taken: only before the first case.
    pub(in crate::exemptions) past_allowed: bool,
}

/// Reads all lines, or tells everything that is wrong with any of them.
pub(in crate::exemptions) fn drafts(
    lines: &[Line],
    places: &Places,
) -> Result<Vec<Draft>, Vec<FieldProblem>> {
    let (mut read, mut problems) = (Vec::with_capacity(lines.len()), Vec::new());
    let mut seen: HashMap<String, usize> = HashMap::new();
    for line in lines {
        let mut reading = Reading { number: line.number, places, problems: &mut problems };
        let Some(draft) = reading.draft(&line.cells) else { continue };
        match seen.insert(likeness(&draft), line.number) {
            Some(first) => {
                let message = format!("staat ook op regel {first}; laat een van beide weg");
                problems.push(wrong(line.number, "kenteken", message));
            }
            None => read.push(draft),
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

/// Two lines are double when they permit the same plate the same thing, whoever the holder is.
fn likeness(draft: &Draft) -> String {
    format!("{} {:?}", draft.plate.as_str(), draft.rule)
}

/// Reads one line; what is wrong goes to the problems of the whole file.
struct Reading<'a> {
    number: usize,
    places: &'a Places,
    problems: &'a mut Vec<FieldProblem>,
}

impl Reading<'_> {
    /// Reads every cell, also after a wrong one.
    fn draft(&mut self, cells: &[String; 7]) -> Option<Draft> {
        let [plate, holder, category, from, until, locations, times] = cells;
        let plate = self.plate(plate);
        let holder = self.holder(holder);
        let category = self.category(category);
        let first = self.date("van", from).and_then(|day| self.not_past(day));
        let last = self.date("tot", until).and_then(|day| self.not_before(first, day));
        let locations = self.locations(locations);
        let windows = hours::parse(times);
        let windows = self.need("tijden", windows, "schrijf bijvoorbeeld ma-vr 07:00-11:00, of laat leeg");
        let rule = ExemptionRule {
            category: category?,
            from: start_of_day(first?),
            until: end_of_day(last?),
            windows: windows?,
            locations: locations?,
        };
        Some(Draft { plate: plate?, holder: holder?, rule })
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
        let names: Vec<&str> = ExemptionCategory::ALL.iter().map(|category| category.as_str()).collect();
        let fix = format!("is geen categorie; kies uit {}", names.join(", "));
        self.need("categorie", cell.to_lowercase().parse().ok(), &fix)
    }

    fn date(&mut self, column: &'static str, cell: &str) -> Option<Date> {
        let day = Date::strptime("%d-%m-%Y", cell).ok();
        self.need(column, day, "is geen datum; schrijf dd-mm-jjjj")
    }

    fn not_past(&mut self, day: Date) -> Option<Date> {
        let allowed = self.places.past_allowed || day >= local_day(self.places.now);
        let fix = "ligt in het verleden; dat kan alleen bij de eerste inrichting, zolang er nog geen zaak is";
        self.need("van", allowed.then_some(day), fix)
    }

    fn not_before(&mut self, first: Option<Date>, day: Date) -> Option<Date> {
        let later = first.is_none_or(|first| first <= day);
        self.need("tot", later.then_some(day), "ligt voor het begin; kies een latere datum")
    }

    /// Codes with commas between them; empty is everywhere.
    fn locations(&mut self, cell: &str) -> Option<Option<Vec<LocationId>>> {
        let codes: Vec<&str> = cell.split(',').map(str::trim).filter(|code| !code.is_empty()).collect();
        if codes.is_empty() {
            return Some(None);
        }
        let known = codes.iter().map(|code| self.places.by_code.get(*code).copied()).collect();
        self.need("locaties", known, "noemt een onbekende locatie; gebruik de codes van de locaties").map(
            |mut known: Vec<_>| {
                known.sort_unstable();
                known.dedup();
                Some(known)
            },
        )
    }

    fn need<T>(&mut self, column: &str, read: Option<T>, fix: &str) -> Option<T> {
        if read.is_none() {
            self.problems.push(wrong(self.number, column, fix));
        }
        read
    }
}
