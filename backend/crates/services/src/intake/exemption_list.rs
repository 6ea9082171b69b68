//! The list with which a unit lets exempt vehicles pass unseen (protocols.md).

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::passage::TAG_BITS;
use poortwacht_domain::{Act, ExemptionListAnswer, ExemptionListEntry, Plate, local_day};
use poortwacht_evidence::index::{exemption_list_key, exemption_list_tag};
use poortwacht_evidence::keystore::{KeyStore, Purpose, PurposeKey};
use poortwacht_evidence::seal::{Binding, CaseHalves, OpenError, RecordKind, open_record};
use poortwacht_ledger::Receipt;
use poortwacht_store::exemptions::{self, Exemption};
use poortwacht_store::{Plan, municipalities};
use secrecy::ExposeSecret;

use super::{FIELD_PLATE, IntakeRefusal, UnitIdentity};
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// How far ahead the list reaches, and how long a unit that cannot reach us may go on with it.
const REACH: SignedDuration = SignedDuration::from_hours(48);

/// An exemption's sealed fields are written once.
const REVISION: i64 = 1;

/// The answer to a unit that asks for its list.
#[derive(Debug)]
pub enum ExemptionListReply {
    /// The unit has the current list.
    Unchanged {
        /// The list's entity tag, with its quotation marks.
        etag: String,
    },
    /// The current list.
    List {
        /// Its entity tag, with its quotation marks.
        etag: String,
        /// The list.
        list: ExemptionListAnswer,
    },
}

/// The exemptions that hold at the unit's location within 48 hours.
///
/// A new list is made when the municipality's exemptions change and every day, each under a key of its own. Every
/// process makes the same key and tag for it; the tag is a weak one, as the list reaches 48 hours from when it was asked.
/// Making one opens the plates, so it is a ledger entry; an unchanged list is not.
///
/// # Errors
/// [`IntakeRefusal::Service`] when store, ledger or key store do not answer or a plate does not open.
pub async fn exemption_list(
    services: &Services,
    unit: &UnitIdentity,
    if_none_match: Option<&str>,
) -> Result<ExemptionListReply, IntakeRefusal> {
    let asked = if_none_match.map(ToOwned::to_owned);
    let (services, unit) = (services.clone(), unit.clone());
    off_worker(move || {
        let keys = services.keys();
        let maker = Maker {
            now: services.now(),
            key: keys.purpose_key(Purpose::ExemptionList)?,
            services,
            unit,
            keys,
        };
        maker.reply(asked.as_deref())
    })
    .await
}

struct Maker {
    services: Services,
    unit: UnitIdentity,
    keys: Arc<dyn KeyStore>,
    key: PurposeKey,
    now: Timestamp,
}

impl Maker {
    fn reply(&self, asked: Option<&str>) -> Result<ExemptionListReply, IntakeRefusal> {
        let (scope, unit) = (self.unit.scope(), &self.unit.unit);
        let (version, etag, valid) = self.services.store().read_blocking(|conn| {
            let version = municipalities::exemption_version(conn, &scope, unit.municipality)?;
            let etag = self.etag(version);
            if asked.is_some_and(|asked| names(asked, &etag)) {
                return Ok((version, etag, None));
            }
            let until = self.until();
            let valid = exemptions::valid_for_location(conn, &scope, unit.location, self.now, until)?;
            Ok::<_, IntakeRefusal>((version, etag, Some(valid)))
        })?;
        match valid {
            None => Ok(ExemptionListReply::Unchanged { etag }),
            Some(valid) => Ok(ExemptionListReply::List { etag, list: self.list(version, &valid)? }),
        }
    }

    fn until(&self) -> Timestamp {
        self.now.saturating_add(REACH).unwrap_or(self.now)
    }

    /// What makes a list another list.
    fn label(&self, use_of_key: &str, version: u64) -> String {
        let (unit, day) = (&self.unit.unit, local_day(self.now));
        format!("{use_of_key}/{}/{}/{version}/{day}", unit.municipality, unit.location)
    }

    /// Derived like the list's key but apart from it: it tells neither the key nor how often exemptions change.
    fn etag(&self, version: u64) -> String {
        let digest = exemption_list_key(&self.key, self.label("etag", version).as_bytes());
        format!("W/\"{}\"", hex::encode(digest.as_slice()))
    }

    fn list(&self, version: u64, valid: &[Exemption]) -> Result<ExemptionListAnswer, IntakeRefusal> {
        let receipt = self.log(version, valid.len())?;
        let key = exemption_list_key(&self.key, self.label("list", version).as_bytes());
        let mut entries = Vec::with_capacity(valid.len());
        for exemption in valid {
            if let Some(plate) = self.plate(&receipt, exemption)? {
                entries.push(entry(exemption, hex::encode(exemption_list_tag(&key, &plate))));
            }
        }
        // By tag: the order of the database would tell which entries belong together.
        entries.sort_by(|one, other| (&one.tag, one.from).cmp(&(&other.tag, other.from)));
        let tags: BTreeSet<&str> = entries.iter().map(|entry| entry.tag.as_str()).collect();
        let tags = u32::try_from(tags.len()).unwrap_or(u32::MAX);
        Ok(ExemptionListAnswer {
            generated_at: self.now,
            valid_until: self.until(),
            key: STANDARD.encode(key.as_slice()),
            tag_bits: TAG_BITS,
            expected_false_match_rate: ExemptionListAnswer::false_match_rate(tags),
            entries,
        })
    }

    fn log(&self, version: u64, count: usize) -> Result<Receipt, IntakeRefusal> {
        let entry = self.unit.entry(Act::ExemptionListed).detail("location", self.unit.unit.location);
        let entry = entry.detail("version", version).detail("entries", count);
        let (log, own) = (self.unit.log(), self.services.clone());
        let plan = Plan::new().log(log.clone()).ledger_only();
        let written = self
            .services
            .store()
            .write_blocking(plan, move |tx| own.append(tx, &log, &entry).map_err(IntakeRefusal::from));
        Ok(Receipt::from(written?))
    }

    /// The plate of an exemption; `None` when the exemption has been destroyed since it was read.
    fn plate(&self, receipt: &Receipt, exemption: &Exemption) -> Result<Option<Plate>, IntakeRefusal> {
        let halves = CaseHalves { half_id: exemption.half.id, db_half: exemption.half.half };
        let binding = Binding {
            municipality: exemption.municipality,
            subject: exemption.id.as_uuid(),
            field: FIELD_PLATE,
            revision: REVISION,
        };
        let kind = RecordKind::ExemptionPlate;
        match open_record(receipt, self.keys.as_ref(), kind, &halves, &binding, &exemption.sealed_plate) {
            Ok(opened) => read_plate(opened.expose_secret()).map(Some),
            Err(OpenError::Destroyed) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

fn read_plate(opened: &[u8]) -> Result<Plate, IntakeRefusal> {
    let text = std::str::from_utf8(opened).ok();
    let plate = text.and_then(|text| Plate::parse(text).ok());
    Ok(plate
        .ok_or_else(|| ServiceError::Damaged("an exemption holds something that is no plate".to_owned()))?)
}

fn entry(exemption: &Exemption, tag: String) -> ExemptionListEntry {
    let until = exemption.ended_at.map_or(exemption.rule.until, |ended| ended.min(exemption.rule.until));
    ExemptionListEntry { tag, from: exemption.rule.from, until, windows: exemption.rule.windows.clone() }
}

/// Whether an `If-None-Match` names the tag (RFC 9110, weak comparison).
fn names(if_none_match: &str, etag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    if_none_match.trim() == "*" || if_none_match.split(',').any(|tag| bare(tag) == bare(etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_tag_is_found_in_any_form_of_the_header() {
        for asked in ["*", "W/\"a\"", "\"a\"", "\"x\", W/\"a\""] {
            assert!(names(asked, "W/\"a\""), "{asked}");
        }
        assert!(!names("W/\"b\"", "W/\"a\"") && !names("", "W/\"a\""));
    }
}
