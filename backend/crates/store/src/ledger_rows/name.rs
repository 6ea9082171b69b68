//! Names of logs, of their shards, and of an entry's place in one.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use poortwacht_domain::ids::MunicipalityId;
use serde::{Deserialize, Serialize};

const SYSTEM: &str = "system";
const MUNICIPALITY: &str = "municipality/";

/// The name of a log: `system`, or `municipality/` and its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogName(String);

impl LogName {
    /// The system's log: instance starts, keys, unknown users.
    #[must_use]
    pub fn system() -> Self {
        Self(SYSTEM.to_owned())
    }

    /// A municipality's log.
    #[must_use]
    pub fn municipality(id: MunicipalityId) -> Self {
        Self(format!("{MUNICIPALITY}{id}"))
    }

    /// The municipality whose log it is; `None` for the system's.
    #[must_use]
    pub fn owner(&self) -> Option<MunicipalityId> {
        self.0.strip_prefix(MUNICIPALITY)?.parse().ok()
    }

    /// The name as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LogName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for LogName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = text.strip_prefix(MUNICIPALITY).map(|id| (id, id.parse::<MunicipalityId>()));
        let known = match id {
            Some((id, Ok(parsed))) => parsed.to_string() == id,
            Some((_, Err(_))) => false,
            None => text == SYSTEM,
        };
        if known { Ok(Self(text.to_owned())) } else { Err("a log is `system` or `municipality/` and an id") }
    }
}

/// Half a year in UTC: the span of one shard. Text form `<year>-<half>`, for example `2026-2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfYear {
    year: i16,
    half: u8,
}

impl HalfYear {
    /// The half year in which an instant lies.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        let date = at.to_zoned(TimeZone::UTC).date();
        Self { year: date.year(), half: if date.month() <= 6 { 1 } else { 2 } }
    }
}

impl fmt::Display for HalfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{}", self.year, self.half)
    }
}

impl FromStr for HalfYear {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = text.split_once('-').and_then(|(year, half)| {
            Some(Self {
                year: year.parse().ok()?,
                half: half.parse().ok().filter(|half| (1..=2).contains(half))?,
            })
        });
        parsed.filter(|half| half.to_string() == text).ok_or("a half year is a year, `-`, and 1 or 2")
    }
}

/// The most parts of one half year: one, and one more for each recovery after an older database was put back.
const MOST_PARTS: u8 = 9;

/// The name of a shard: its log and half year, for example `system/2026-2`. After a recovery another part of the half year
/// begins, `system/2026-2.2`; it sorts after the first, as text too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShardName {
    log: LogName,
    period: HalfYear,
    part: u8,
}

impl ShardName {
    /// The shard of a log for a half year.
    #[must_use]
    pub fn new(log: LogName, period: HalfYear) -> Self {
        Self { log, period, part: 1 }
    }

    /// The next part of the same half year; `None` after the last that there can be.
    #[must_use]
    pub fn next_part(&self) -> Option<Self> {
        (self.part < MOST_PARTS).then(|| Self { part: self.part + 1, ..self.clone() })
    }

    /// Whether it was begun by a recovery, and not by a new half year.
    #[must_use]
    pub fn is_recovery(&self) -> bool {
        self.part > 1
    }

    /// Its name within its log: the half year, and the part where that is not the first.
    #[must_use]
    pub fn within_log(&self) -> String {
        match self.part {
            1 => self.period.to_string(),
            part => format!("{}.{part}", self.period),
        }
    }

    /// Its log.
    #[must_use]
    pub fn log(&self) -> &LogName {
        &self.log
    }

    /// Its half year.
    #[must_use]
    pub fn period(&self) -> HalfYear {
        self.period
    }
}

impl fmt::Display for ShardName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.log, self.within_log())
    }
}

impl FromStr for ShardName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (log, period) = text.rsplit_once('/').ok_or("a shard is a log, `/` and a half year")?;
        let (period, part) = match period.split_once('.') {
            None => (period, 1),
            Some((period, part)) => (period, later_part(part)?),
        };
        Ok(Self { log: log.parse()?, period: period.parse()?, part })
    }
}

fn later_part(text: &str) -> Result<u8, &'static str> {
    let part = text.parse::<u8>().ok().filter(|part| (2..=MOST_PARTS).contains(part));
    part.filter(|part| part.to_string() == text).ok_or("a later part of a half year is a number from 2 to 9")
}

/// Where an entry stands: its shard and its index in it, from 0. Text form `<shard>/<position>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryPlace {
    /// The shard.
    pub shard: ShardName,
    /// The index, from 0.
    pub position: u64,
}

impl fmt::Display for EntryPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.shard, self.position)
    }
}

impl FromStr for EntryPlace {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (shard, position) =
            text.rsplit_once('/').ok_or("an entry's place is a shard, `/` and a position")?;
        let position = position.parse().map_err(|_| "an entry's position is a number from 0")?;
        Ok(Self { shard: shard.parse()?, position })
    }
}

macro_rules! text_in_serde {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.to_string()
            }
        }
    )*};
}

text_in_serde!(LogName, ShardName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_their_text() {
        let municipality = "municipality/0192f7a0-0000-4000-8000-000000000000";
        let names =
            ["system/2026-2".to_owned(), "system/2026-2.2".to_owned(), format!("{municipality}/0999-1")];
        for shard in names {
            assert_eq!(shard.parse::<ShardName>().unwrap().to_string(), shard);
            let place = format!("{shard}/7");
            assert_eq!(place.parse::<EntryPlace>().unwrap().to_string(), place);
        }
        assert!(municipality.parse::<LogName>().unwrap().owner().is_some());
        assert_eq!(LogName::system().owner(), None);
    }

    #[test]
    fn any_other_spelling_is_refused() {
        let others = ["2026-3", "26-1", "2026-01", "2026", "2026-0", "+2026-1", ""];
        assert!(others.iter().all(|text| text.parse::<HalfYear>().is_err()));
        let parts = ["2026-2.1", "2026-2.02", "2026-2.10", "2026-2.", "2026-2.2.2", "2026-2.+2"];
        assert!(parts.iter().all(|text| format!("system/{text}").parse::<ShardName>().is_err()));
        let upper = "municipality/0192F7A0-0000-4000-8000-000000000000";
        assert!(
            [upper, "municipality/", "other", "System"].iter().all(|text| text.parse::<LogName>().is_err())
        );
    }

    #[test]
    fn parts_of_a_half_year_follow_each_other_before_the_next_half_year_as_names_and_as_text() {
        let shard = |text: &str| format!("system/{text}").parse::<ShardName>().unwrap();
        let names = ["2026-1", "2026-1.2", "2026-1.9", "2026-2", "2026-2.2", "2027-1"].map(shard);
        assert!(names.is_sorted() && names.iter().map(ToString::to_string).is_sorted());
        assert_eq!(shard("2026-1").next_part(), Some(shard("2026-1.2")));
        assert_eq!(shard("2026-1.9").next_part(), None);
        assert_eq!(names.map(|name| name.is_recovery()), [false, true, true, false, true, false]);
    }

    #[test]
    fn a_half_year_begins_at_midnight_utc() {
        let of = |text: &str| HalfYear::of(text.parse().unwrap()).to_string();
        assert_eq!(of("2026-06-30T23:59:59.999999Z"), "2026-1");
        assert_eq!(of("2026-07-01T00:00:00Z"), "2026-2");
        assert_eq!(of("2026-12-31T23:59:59Z"), "2026-2");
        assert_eq!(of("2027-01-01T00:00:00Z"), "2027-1");
    }
}
