//! Reading a whole file: each line, and whether it stands in the file twice.

use std::collections::HashMap;

use aws_lc_rs::digest::{SHA256, digest};

use super::cells::{Ground, Reading};
use super::lines::Lines;
use super::{MOST_LINES, Wrong, wrong};
use crate::ServiceError;
use crate::exemptions::sealing::Draft;
use crate::exemptions::source::Source;

/// What a line came to.
pub(in crate::exemptions) enum Found {
    /// An exemption.
    Draft(Draft),
    /// Something wrong with a cell; a line may have several.
    Wrong(Wrong),
}

/// Reads the file against the ground and hands everything over as it comes. How many lines there are.
///
/// # Errors
/// Those of the source and of `take`.
pub(in crate::exemptions) fn read(
    source: &dyn Source,
    ground: &Ground,
    mut take: impl FnMut(Found) -> Result<(), ServiceError>,
) -> Result<usize, ServiceError> {
    let mut lines = match Lines::open(source)? {
        Ok(lines) => lines,
        Err(wrong) => return take(Found::Wrong(wrong)).map(|()| 0),
    };
    // Sixteen bytes of a hash for each line instead of the line: no plates pile up.
    let mut seen: HashMap<[u8; 16], usize> = HashMap::new();
    let mut count = 0;
    while let Some(line) = lines.next()? {
        count += 1;
        if count > MOST_LINES {
            let number = line.map_or_else(|wrong| wrong.line, |line| line.number);
            let message = format!("meer dan {MOST_LINES} regels; maak er meer bestanden van");
            take(Found::Wrong(wrong(number, "bestand", message)))?;
            break;
        }
        let line = match line {
            Ok(line) => line,
            Err(wrong) => {
                take(Found::Wrong(wrong))?;
                continue;
            }
        };
        let mut reading = Reading::new(line.number, ground);
        let draft = reading.draft(&line.cells);
        for problem in reading.problems() {
            take(Found::Wrong(problem))?;
        }
        let Some(draft) = draft else { continue };
        match seen.insert(likeness(&draft), line.number) {
            Some(first) => {
                let message = format!("staat ook op regel {first}; laat een van beide weg");
                take(Found::Wrong(wrong(line.number, "kenteken", message)))?;
            }
            None => take(Found::Draft(draft))?,
        }
    }
    Ok(count)
}

/// Two lines are double when they permit the same plate the same thing, whoever the holder is.
fn likeness(draft: &Draft) -> [u8; 16] {
    let text = format!("{} {:?}", draft.plate.as_str(), draft.rule);
    digest(&SHA256, text.as_bytes()).as_ref().first_chunk().copied().unwrap_or_default()
}
