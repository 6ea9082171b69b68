//! What a file holds and would do, without doing it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{ExemptionCategory, MunicipalityId, Plate, WeeklyWindow};
use serde::{Deserialize, Serialize};

use super::known::{BATCH, new_ones};
use crate::exemptions::concerned::{self, Concerned, Late, MOST_LATE};
use crate::exemptions::csv::{self, Found, Ground, Wrong};
use crate::exemptions::list::last_second;
use crate::exemptions::sealing::Draft;
use crate::exemptions::source::Source;
use crate::{ServiceError, Services};

/// Wrong cells that a page shows; the file holds them all.
const MOST_SHOWN: usize = 50;
/// Lines that a page shows.
const MOST_ROWS: usize = 10;

/// What a file holds, without plates and names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Lines with something in them, the heading aside.
    pub lines: u64,
    /// Lines that are right.
    pub right: u64,
    /// Those of them that are there just so.
    pub unchanged: u64,
    /// Right lines by kind.
    pub categories: BTreeMap<ExemptionCategory, u64>,
    /// Right lines that start in the past.
    pub late: u64,
    /// The cases that those cover, by state.
    pub concerned: Concerned,
    /// Wrong cells.
    pub wrong: u64,
    /// The first of them.
    pub first_wrong: Vec<Wrong>,
}

/// One of the first lines, as it was understood. Not printable.
#[derive(Clone)]
pub struct Row {
    /// The plate.
    pub plate: Plate,
    /// The holder.
    pub holder: String,
    /// Kind.
    pub category: ExemptionCategory,
    /// First instant.
    pub valid_from: Timestamp,
    /// Last instant: one second before the first at which it does not hold.
    pub valid_until: Timestamp,
    /// When in the week; empty is always.
    pub windows: Vec<WeeklyWindow>,
    /// Codes of the locations, or the name of a zone; empty is all.
    pub locations: Vec<String>,
}

/// Reads a file through. Every wrong cell goes to `wrong` as well. Blocks.
pub(super) fn check(
    services: &Services,
    municipality: MunicipalityId,
    source: &dyn Source,
    ground: &Ground,
    mut wrong: impl FnMut(Wrong),
) -> Result<Summary, ServiceError> {
    let mut check =
        Check { services, municipality, summary: Summary::default(), batch: Vec::new(), late: Vec::new() };
    let lines = csv::read(source, ground, |found| {
        match found {
            Found::Wrong(cell) => {
                check.note(&cell);
                wrong(cell);
            }
            Found::Draft(draft) => check.take(draft)?,
        }
        Ok(())
    })?;
    check.settle()?;
    check.summary.lines = number(lines);
    if check.late.len() > MOST_LATE {
        let message =
            format!("meer dan {MOST_LATE} regels beginnen in het verleden; maak er meer bestanden van");
        let cell = csv::wrong(1, "van", message);
        check.note(&cell);
        wrong(cell);
        check.late.clear();
    }
    check.summary.concerned = concerned::count(&concerned::find(services, municipality, &check.late)?);
    Ok(check.summary)
}

/// The first lines that are right. Blocks.
pub(super) fn first_rows(source: &dyn Source, ground: &Ground) -> Result<Vec<Row>, ServiceError> {
    let mut rows = Vec::new();
    let read = csv::read(source, ground, |found| {
        if let Found::Draft(draft) = found {
            rows.push(row(draft, ground));
        }
        if rows.len() < MOST_ROWS { Ok(()) } else { Err(enough()) }
    });
    match read {
        Err(ServiceError::Conflict(reason)) if reason == ENOUGH => Ok(rows),
        other => other.map(|_| rows),
    }
}

fn row(draft: Draft, ground: &Ground) -> Row {
    let wanted = draft.rule.area.locations();
    let places = ground.by_code.iter().filter(|(_, id)| wanted.contains(id)).map(|(code, _)| code.clone());
    let zone = draft.rule.area.zone();
    let zones = ground.zones.iter().filter(|(_, id)| zone == Some(**id)).map(|(name, _)| name.clone());
    let locations = places.chain(zones).collect();
    Row {
        plate: draft.plate,
        holder: draft.holder,
        category: draft.rule.category,
        valid_from: draft.rule.from,
        valid_until: last_second(draft.rule.until),
        windows: draft.rule.windows,
        locations,
    }
}

/// Stops the reading of a file of which enough was seen.
const ENOUGH: &str = "enough lines were read";

fn enough() -> ServiceError {
    ServiceError::Conflict(ENOUGH.to_owned())
}

struct Check<'a> {
    services: &'a Services,
    municipality: MunicipalityId,
    summary: Summary,
    batch: Vec<Draft>,
    late: Vec<Late>,
}

impl Check<'_> {
    fn note(&mut self, cell: &Wrong) {
        self.summary.wrong += 1;
        if self.summary.first_wrong.len() < MOST_SHOWN {
            self.summary.first_wrong.push(cell.clone());
        }
    }

    fn take(&mut self, draft: Draft) -> Result<(), ServiceError> {
        self.summary.right += 1;
        *self.summary.categories.entry(draft.rule.category).or_default() += 1;
        self.batch.push(draft);
        if self.batch.len() < BATCH { Ok(()) } else { self.settle() }
    }

    fn settle(&mut self) -> Result<(), ServiceError> {
        let batch = std::mem::take(&mut self.batch);
        let size = batch.len();
        let new = new_ones(self.services, self.municipality, batch)?;
        self.summary.unchanged += number(size - new.len());
        for draft in new.iter().filter(|draft| draft.late) {
            self.summary.late += 1;
            if self.late.len() <= MOST_LATE {
                self.late.push(Late::from(draft));
            }
        }
        Ok(())
    }
}

pub(super) fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
