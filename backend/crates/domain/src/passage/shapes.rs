//! The shapes of the roadside documents: every member, every limit.

use std::str::FromStr;

use jiff::Timestamp;

use super::{ImageKind, MAX_IMAGES, MAX_REGIONS, RegionKind};
use crate::json::{Member, Shape};
use crate::{Country, PacketId, Plate};

/// Largest number that every JSON reader keeps exactly.
const MAX_SAFE: i64 = (1 << 53) - 1;

/// A day in milliseconds: a clock that is further off is not a clock.
const DAY_MS: i64 = 86_400_000;

pub(super) static PACKET: Shape = Shape::Object(&[
    Member::mandatory("packetId", &Shape::Text(packet_id)),
    Member::mandatory("unitSequence", &Shape::Whole { min: 0, max: MAX_SAFE }),
    Member::mandatory("capturedAt", &INSTANT),
    Member::mandatory("plate", &PLATE),
    Member::optional("vehicle", &VEHICLE),
    Member::mandatory("direction", &SHORT_TEXT),
    Member::mandatory("lane", &Shape::Whole { min: 1, max: 32 }),
    Member::optional("speed", &Shape::Number { min: 0.0, max: 400.0 }),
    Member::mandatory("images", &Shape::List { of: &IMAGE, min: 1, max: MAX_IMAGES }),
    Member::mandatory("clock", &CLOCK),
]);

pub(super) static HEARTBEAT: Shape = Shape::Object(&[
    Member::mandatory("time", &INSTANT),
    Member::mandatory("clockOffsetMs", &Shape::Whole { min: -DAY_MS, max: DAY_MS }),
    Member::mandatory("queueLength", &COUNT),
    Member::optional("oldestQueuedAt", &INSTANT),
    Member::mandatory("passages", &COUNT),
    Member::mandatory("noHits", &COUNT),
    Member::mandatory("softwareVersion", &SHORT_TEXT),
]);

static PLATE: Shape = Shape::Object(&[
    Member::mandatory("raw", &Shape::Text(plate)),
    Member::mandatory("country", &Shape::Text(country)),
    Member::mandatory("confidence", &SHARE),
    Member::optional("characters", &Shape::List { of: &CHARACTER, min: 0, max: 16 }),
]);

static CHARACTER: Shape = Shape::Object(&[
    Member::mandatory("char", &Shape::Text(one_character)),
    Member::mandatory("confidence", &SHARE),
]);

static VEHICLE: Shape = Shape::Object(&[
    Member::optional("category", &Shape::Whole { min: 1, max: 8 }),
    Member::optional("kind", &SHORT_TEXT),
    Member::optional("make", &SHORT_TEXT),
    Member::optional("colour", &SHORT_TEXT),
]);

static IMAGE: Shape = Shape::Object(&[
    Member::mandatory("part", &Shape::Text(part_name)),
    Member::mandatory("kind", &Shape::Text(named::<ImageKind>)),
    Member::mandatory("sha256", &Shape::Text(sha256)),
    Member::mandatory("capturedAt", &INSTANT),
    Member::optional("regions", &Shape::List { of: &REGION, min: 0, max: MAX_REGIONS }),
]);

static REGION: Shape = Shape::Object(&[
    Member::mandatory("kind", &Shape::Text(named::<RegionKind>)),
    Member::mandatory("x", &Shape::Whole { min: 0, max: MAX_EDGE - 1 }),
    Member::mandatory("y", &Shape::Whole { min: 0, max: MAX_EDGE - 1 }),
    Member::mandatory("width", &Shape::Whole { min: 1, max: MAX_EDGE }),
    Member::mandatory("height", &Shape::Whole { min: 1, max: MAX_EDGE }),
]);

/// The longest edge a JPEG can have.
const MAX_EDGE: i64 = 65_535;

static CLOCK: Shape = Shape::Object(&[
    Member::mandatory("source", &SHORT_TEXT),
    Member::mandatory("offsetMs", &Shape::Whole { min: -DAY_MS, max: DAY_MS }),
    Member::mandatory("synchronisedAt", &INSTANT),
]);

static INSTANT: Shape = Shape::Text(instant);
static SHORT_TEXT: Shape = Shape::Text(short_text);
static SHARE: Shape = Shape::Number { min: 0.0, max: 1.0 };
static COUNT: Shape = Shape::Whole { min: 0, max: MAX_SAFE };

fn packet_id(text: &str) -> Result<(), String> {
    PacketId::parse(text).map(drop).map_err(|error| error.to_string())
}

fn plate(text: &str) -> Result<(), String> {
    Plate::parse(text).map(drop).map_err(|error| error.to_string())
}

fn country(text: &str) -> Result<(), String> {
    Country::parse(text).map(drop).map_err(|error| error.to_string())
}

fn named<T: FromStr<Err = crate::UnknownText>>(text: &str) -> Result<(), String> {
    text.parse::<T>().map(drop).map_err(|error| error.to_string())
}

fn one_character(text: &str) -> Result<(), String> {
    let mut characters = text.chars();
    let single = characters.next().is_some_and(|first| first.is_ascii_alphanumeric());
    accept(single && characters.next().is_none(), "give one letter or digit")
}

/// RFC 3339 in the sane part of history. `Timestamp` alone would also take a space for the T, the week date
/// or a zone in brackets.
fn instant(text: &str) -> Result<(), String> {
    let plain = text.len() <= 35
        && text.as_bytes().get(10) == Some(&b'T')
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"-:.TZ+".contains(&byte));
    let parsed = text.parse::<Timestamp>().ok().filter(|_| plain);
    let parsed =
        parsed.ok_or("write an instant as RFC 3339 with offset, as 2026-11-22T10:15:30.250+01:00")?;
    accept(sane_years().contains(&parsed), "the year is impossible; set the unit's clock")
}

/// No roadside unit has seen a vehicle outside these years.
fn sane_years() -> std::ops::Range<Timestamp> {
    const FIRST: Timestamp = Timestamp::constant(1_577_836_800, 0); // 2020-01-01T00:00:00Z
    const LAST: Timestamp = Timestamp::constant(4_102_444_800, 0); // 2100-01-01T00:00:00Z
    FIRST..LAST
}

fn short_text(text: &str) -> Result<(), String> {
    let length = text.chars().count();
    let printable = !text.chars().any(char::is_control);
    accept((1..=64).contains(&length) && printable, "give 1 to 64 printable characters")
}

fn part_name(text: &str) -> Result<(), String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let free = !matches!(text, "packet" | "signature");
    accept(
        (1..=64).contains(&text.len()) && plain && free,
        "name the part with 1 to 64 letters, digits, dashes or underscores, not \"packet\" or \"signature\"",
    )
}

fn sha256(text: &str) -> Result<(), String> {
    let hexadecimal = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    accept(hexadecimal && text.len() == 64, "give the SHA-256 as 64 lower-case hexadecimal digits")
}

fn accept(good: bool, fix: &str) -> Result<(), String> {
    if good { Ok(()) } else { Err(fix.to_owned()) }
}
