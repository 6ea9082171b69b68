//! What an inspector writes, at rest: each text is bound to its line and to how often that was judged, so none can stand
//! for another or come back.

use poortwacht_evidence::seal::{Binding, CaseHalves, RecordKind, data_key, open_record, seal};
use poortwacht_ledger::Receipt;
use poortwacht_store::samples::{Line, Sample};
use secrecy::ExposeSecret as _;

use crate::{ServiceError, Services};

const CONCLUSION: &str = "conclusion";

/// Which text of a sample.
pub(super) struct Place {
    field: String,
    revision: i64,
}

impl Place {
    /// The words of a line, at its judgement of this number.
    pub(super) fn of_line(line: &Line, judged: u32) -> Self {
        Self { field: format!("line.{}", line.number), revision: judged.into() }
    }

    /// The conclusion, which is written once.
    pub(super) fn conclusion() -> Self {
        Self { field: CONCLUSION.to_owned(), revision: 1 }
    }

    fn binding(&self, sample: &Sample) -> Binding<'_> {
        Binding {
            municipality: sample.municipality,
            subject: sample.id.as_uuid(),
            field: &self.field,
            revision: self.revision,
        }
    }
}

/// Seals a text under the sample's key. Blocks.
pub(super) fn seal_words(
    services: &Services,
    sample: &Sample,
    place: &Place,
    words: &str,
) -> Result<Vec<u8>, ServiceError> {
    let key = data_key(services.keys().as_ref(), &CaseHalves::from(&sample.half), sample.id.as_uuid())?;
    Ok(seal(&key, &place.binding(sample), words.as_bytes(), services.rng().as_ref())?)
}

/// Opens a text against the receipt of an entry. Blocks.
pub(super) fn open_words(
    services: &Services,
    receipt: &Receipt,
    sample: &Sample,
    place: &Place,
    sealed: &[u8],
) -> Result<String, ServiceError> {
    let (keys, halves) = (services.keys(), CaseHalves::from(&sample.half));
    let binding = place.binding(sample);
    let opened = open_record(receipt, keys.as_ref(), RecordKind::Sample, &halves, &binding, sealed)?;
    let text = String::from_utf8(opened.expose_secret().clone());
    text.map_err(|_| ServiceError::Damaged("a sample holds no text".to_owned()))
}
