//! Exemptions: who may pass, when and where. The plate and the holder are sealed; a blind index finds the plate.
//!
//! Every change moves the municipality's exemption version, from which the units' lists get their ETag.

mod change;
mod generations;
pub mod imports;
pub mod late;
pub mod late_cases;
mod list;
mod lookup;
mod provisional;

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::exemption::{Area, ExemptionCategory, ExemptionRule, Membership};
use poortwacht_domain::ids::{AccountId, ExemptionId, LocationId, MunicipalityId, RecordId};
use poortwacht_domain::retention::RetentionClass;
use serde::{Serialize, Serializer};

use crate::cases::DatabaseHalf;
use crate::columns::{Row, json, micros};
use crate::dialect::{BulkInsert, Cell};
use crate::error::StoreError;
use crate::schema::exemptions;

pub use change::{End, delete, end, insert, insert_all};
pub use generations::{
    Generations, IndexedPlate, begin_generation, distrust_all, finish_generation, generations,
    in_generations, indexed_before, move_index,
};
pub use list::{ExemptionFilter, Page, count, list, of_batch, versions};
pub use lookup::{
    DueExemption, ExemptionMatch, by_plate_indexes, due, find, halves_in_use, valid_for_location,
};
pub use provisional::{count_from_now, give_up, hold, stage_all};

pub(crate) use generations::first_generation;

const TABLE: &str = "exemptions";

/// An exemption to be recorded.
#[derive(Clone)]
pub struct NewExemption {
    /// Its id, to which the sealed fields are bound.
    pub id: ExemptionId,
    /// The municipality that gave it.
    pub municipality: MunicipalityId,
    /// What it allows.
    pub rule: ExemptionRule,
    /// Our half of its key.
    pub half: DatabaseHalf,
    /// The plate's blind index under the key of its generation.
    pub plate_index: [u8; 32],
    /// The generation: at an insertion the municipality's current one.
    pub index_generation: i64,
    /// The plate, sealed.
    pub sealed_plate: Vec<u8>,
    /// The holder, sealed.
    pub sealed_holder: Vec<u8>,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// Who recorded it; `None` for the operator's command line.
    pub created_by: Option<AccountId>,
    /// When it dies: four months after its validity ends.
    pub destroy_after: Timestamp,
    /// Why it does not count yet, if it does not.
    pub provisional: Option<Provisional>,
    /// The exemption that this one goes on from: a change ends the one and begins the other.
    pub follows: Option<ExemptionId>,
}

/// An exemption that counts for nothing yet: of an import that is under way, or with a start in the past that a second
/// person has not agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provisional {
    /// The import or late start with which it will count.
    pub batch: RecordId,
    /// When it dies unless it counts by then.
    pub until: Timestamp,
}

/// A recorded exemption.
#[derive(Clone)]
pub struct Exemption {
    /// Its id, to which the sealed fields are bound.
    pub id: ExemptionId,
    /// The municipality that gave it.
    pub municipality: MunicipalityId,
    /// What it allows, as it was given; see [`Exemption::covers`].
    pub rule: ExemptionRule,
    /// Our half of its key.
    pub half: DatabaseHalf,
    /// The plate's blind index under the key of its generation.
    pub plate_index: [u8; 32],
    /// The generation: at an insertion the municipality's current one.
    pub index_generation: i64,
    /// The plate, sealed.
    pub sealed_plate: Vec<u8>,
    /// The holder, sealed.
    pub sealed_holder: Vec<u8>,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// Who recorded it; `None` for the operator's command line.
    pub created_by: Option<AccountId>,
    /// From when it no longer holds, if it was ended before its time. Passages from before stay exempt.
    pub ended_at: Option<Timestamp>,
    /// Who ended it, if a person did.
    pub ended_by: Option<AccountId>,
    /// When it dies.
    pub destroy_after: Timestamp,
    /// Until when it waits to count, if it does; otherwise it counts.
    pub provisional_until: Option<Timestamp>,
    /// The import or late start that it came with.
    pub batch: Option<RecordId>,
    /// The exemption that this one goes on from: a change ends the one and begins the other.
    pub follows: Option<ExemptionId>,
}

impl Exemption {
    /// Whether a passage at this instant and place is exempt, an early end taken into account. `members` are those of its
    /// zone, where it names one.
    #[must_use]
    pub fn covers(&self, at: Timestamp, location: LocationId, members: &[Membership]) -> bool {
        self.provisional_until.is_none()
            && self.ended_at.is_none_or(|ended| at < ended)
            && self.rule.covers(at, location, members)
    }
}

#[derive(Queryable, Selectable, Serialize)]
#[diesel(table_name = exemptions)]
struct ExemptionRow {
    id: String,
    municipality_id: String,
    category: String,
    valid_from: i64,
    valid_until: i64,
    weekly_windows: String,
    location_ids: String,
    key_half_id: String,
    #[serde(serialize_with = "hexadecimal")]
    key_half: Vec<u8>,
    #[serde(serialize_with = "hexadecimal")]
    plate_index: Vec<u8>,
    index_generation: i64,
    #[serde(serialize_with = "hexadecimal")]
    sealed_plate: Vec<u8>,
    #[serde(serialize_with = "hexadecimal")]
    sealed_holder: Vec<u8>,
    created_at: i64,
    created_by: Option<String>,
    ended_at: Option<i64>,
    retention_class: String,
    destroy_after: i64,
    provisional_until: Option<i64>,
    batch_id: Option<String>,
    follows: Option<String>,
    ended_by: Option<String>,
    zone_id: Option<String>,
}

/// How rows are inserted: the columns of [`ExemptionRow`] by name, bytes in hexadecimal.
const ROWS: BulkInsert = BulkInsert {
    table: TABLE,
    columns: &[
        ("id", Cell::Text),
        ("municipality_id", Cell::Text),
        ("category", Cell::Text),
        ("valid_from", Cell::Number),
        ("valid_until", Cell::Number),
        ("weekly_windows", Cell::Text),
        ("location_ids", Cell::Text),
        ("key_half_id", Cell::Text),
        ("key_half", Cell::Bytes),
        ("plate_index", Cell::Bytes),
        ("index_generation", Cell::Number),
        ("sealed_plate", Cell::Bytes),
        ("sealed_holder", Cell::Bytes),
        ("created_at", Cell::Number),
        ("created_by", Cell::Text),
        ("ended_at", Cell::Number),
        ("retention_class", Cell::Text),
        ("destroy_after", Cell::Number),
        ("provisional_until", Cell::Number),
        ("batch_id", Cell::Text),
        ("follows", Cell::Text),
        ("zone_id", Cell::Text),
    ],
};

fn hexadecimal<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex::encode(bytes))
}

/// The columns a rule is made of, as stored.
struct RuleColumns<'row> {
    category: &'row str,
    valid_from: i64,
    valid_until: i64,
    weekly_windows: &'row str,
    location_ids: &'row str,
    zone_id: Option<&'row str>,
}

impl RuleColumns<'_> {
    fn read(&self, at: &Row) -> Result<ExemptionRule, StoreError> {
        Ok(ExemptionRule {
            category: at.text::<ExemptionCategory>("category", self.category)?,
            from: at.instant("valid_from", self.valid_from)?,
            until: at.instant("valid_until", self.valid_until)?,
            windows: at.json("weekly_windows", self.weekly_windows)?,
            area: self.area(at)?,
        })
    }

    fn area(&self, at: &Row) -> Result<Area, StoreError> {
        if let Some(zone) = at.text_opt("zone_id", self.zone_id)? {
            return Ok(Area::Zone(zone));
        }
        let locations: Option<Vec<LocationId>> = at.json("location_ids", self.location_ids)?;
        Ok(locations.map_or(Area::Everywhere, Area::Locations))
    }
}

/// The list that is stored: `null` for everywhere, and nothing beside a zone.
fn own_locations(area: &Area) -> Option<&[LocationId]> {
    match area {
        Area::Everywhere => None,
        Area::Locations(_) | Area::Zone(_) => Some(area.locations()),
    }
}

impl TryFrom<&NewExemption> for ExemptionRow {
    type Error = StoreError;

    fn try_from(exemption: &NewExemption) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, exemption.id);
        Ok(Self {
            id: exemption.id.to_string(),
            municipality_id: exemption.municipality.to_string(),
            category: exemption.rule.category.as_str().to_owned(),
            valid_from: micros(exemption.rule.from),
            valid_until: micros(exemption.rule.until),
            weekly_windows: json(&at, "weekly_windows", &exemption.rule.windows)?,
            location_ids: json(&at, "location_ids", &own_locations(&exemption.rule.area))?,
            key_half_id: exemption.half.id.to_string(),
            key_half: exemption.half.half.to_vec(),
            plate_index: exemption.plate_index.to_vec(),
            index_generation: exemption.index_generation,
            sealed_plate: exemption.sealed_plate.clone(),
            sealed_holder: exemption.sealed_holder.clone(),
            created_at: micros(exemption.created_at),
            created_by: exemption.created_by.map(|account| account.to_string()),
            ended_at: None,
            retention_class: RetentionClass::Exemption.as_str().to_owned(),
            destroy_after: micros(exemption.destroy_after),
            provisional_until: exemption.provisional.map(|provisional| micros(provisional.until)),
            batch_id: exemption.provisional.map(|provisional| provisional.batch.to_string()),
            follows: exemption.follows.map(|before| before.to_string()),
            ended_by: None,
            zone_id: exemption.rule.area.zone().map(|zone| zone.to_string()),
        })
    }
}

impl TryFrom<ExemptionRow> for Exemption {
    type Error = StoreError;

    fn try_from(row: ExemptionRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        let rule = RuleColumns {
            category: &row.category,
            valid_from: row.valid_from,
            valid_until: row.valid_until,
            weekly_windows: &row.weekly_windows,
            location_ids: &row.location_ids,
            zone_id: row.zone_id.as_deref(),
        };
        Ok(Self {
            rule: rule.read(&at)?,
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            half: DatabaseHalf {
                id: at.text("key_half_id", &row.key_half_id)?,
                half: at.bytes("key_half", &row.key_half)?,
            },
            plate_index: at.bytes("plate_index", &row.plate_index)?,
            index_generation: row.index_generation,
            created_at: at.instant("created_at", row.created_at)?,
            created_by: at.text_opt("created_by", row.created_by.as_deref())?,
            ended_at: at.instant_opt("ended_at", row.ended_at)?,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
            provisional_until: at.instant_opt("provisional_until", row.provisional_until)?,
            batch: at.text_opt("batch_id", row.batch_id.as_deref())?,
            follows: at.text_opt("follows", row.follows.as_deref())?,
            ended_by: at.text_opt("ended_by", row.ended_by.as_deref())?,
            sealed_plate: row.sealed_plate,
            sealed_holder: row.sealed_holder,
        })
    }
}
