//! The simple types of `cjib-mock-v1.xsd`: each check says what the value must look like, never what it was.

use jiff::Timestamp;

/// Accepts a value or says what it must look like.
pub type Check = fn(&str) -> Result<(), &'static str>;

fn require(good: bool, rule: &'static str) -> Result<(), &'static str> {
    if good { Ok(()) } else { Err(rule) }
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn lower_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Every byte matches the shape: `9` a digit, any other character itself.
fn shaped(text: &str, shape: &str) -> bool {
    let fits = |(byte, wanted)| if wanted == b'9' { u8::is_ascii_digit(&byte) } else { byte == wanted };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

/// `Uuid`
pub fn uuid(text: &str) -> Result<(), &'static str> {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths = [8, 4, 4, 4, 12];
    let good =
        groups.len() == 5 && groups.iter().zip(lengths).all(|(group, length)| lower_hex(group, length));
    require(good, "a UUID in lower case")
}

/// `Oin`
pub fn oin(text: &str) -> Result<(), &'static str> {
    require(digits(text, 20..=20), "an OIN: 20 digits")
}

/// `UtcInstant`
pub fn utc(text: &str) -> Result<(), &'static str> {
    let good = text.strip_suffix('Z').is_some_and(date_and_time) && text.parse::<Timestamp>().is_ok();
    require(good, "a date and time that ends in Z, at most microseconds")
}

/// `LocalInstant`
pub fn local(text: &str) -> Result<(), &'static str> {
    let split = text.len().checked_sub(6).and_then(|at| text.split_at_checked(at));
    let good = split.is_some_and(|(front, offset)| {
        date_and_time(front) && (shaped(offset, "+99:99") || shaped(offset, "-99:99"))
    });
    require(
        good && text.parse::<Timestamp>().is_ok(),
        "a date and time with a numeric offset, at most microseconds",
    )
}

fn date_and_time(text: &str) -> bool {
    let (front, fraction) = match text.split_once('.') {
        Some((front, fraction)) => (front, digits(fraction, 1..=6)),
        None => (text, true),
    };
    fraction && shaped(front, "9999-99-99T99:99:99")
}

/// `Count`
pub fn count(text: &str) -> Result<(), &'static str> {
    let number = text.parse::<u32>().is_ok_and(|number| (1..=10_000).contains(&number));
    require(digits(text, 1..=5) && number, "a number from 1 to 10000")
}

/// `CaseReference`
pub fn case_reference(text: &str) -> Result<(), &'static str> {
    let allowed = |byte: u8| byte.is_ascii_digit() || (byte.is_ascii_uppercase() && !b"ILOU".contains(&byte));
    require(text.len() == 10 && text.bytes().all(allowed), "ten characters of 0-9 and A-Z without I, L, O, U")
}

/// `OffenceCode`
pub fn offence_code(text: &str) -> Result<(), &'static str> {
    let base = text.strip_suffix(|last: char| last.is_ascii_lowercase()).unwrap_or(text);
    require(shaped(base, "R999"), "R, three digits and at most one small letter")
}

/// `Sign`
pub fn sign(text: &str) -> Result<(), &'static str> {
    let base = text.strip_suffix(|last: char| ('a'..='e').contains(&last)).unwrap_or(text);
    let good = base.strip_prefix('C').is_some_and(|number| digits(number, 1..=2));
    require(good, "C, one or two digits and at most one small letter a-e")
}

/// `YesNo`
pub fn yes_no(text: &str) -> Result<(), &'static str> {
    require(matches!(text, "true" | "false"), "true or false")
}

/// `Degrees`
pub fn degrees(text: &str) -> Result<(), &'static str> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let good = unsigned.split_once('.').is_some_and(|(a, b)| digits(a, 1..=3) && digits(b, 1..=7));
    require(good, "decimal degrees with one to seven decimals")
}

/// `Plate`
pub fn plate(text: &str) -> Result<(), &'static str> {
    let allowed = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    require((1..=12).contains(&text.len()) && text.bytes().all(allowed), "1 to 12 characters of A-Z and 0-9")
}

/// `Country`
pub fn country(text: &str) -> Result<(), &'static str> {
    let good = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase());
    require(good, "a UN distinguishing sign: one to three capitals")
}

/// `Share`
pub fn share(text: &str) -> Result<(), &'static str> {
    let good = match text.split_once('.') {
        None => matches!(text, "0" | "1"),
        Some(("0", decimals)) => digits(decimals, 1..=6),
        Some(("1", decimals)) => digits(decimals, 1..=6) && decimals.bytes().all(|byte| byte == b'0'),
        Some(_) => false,
    };
    require(good, "a number from 0 to 1 with at most six decimals")
}

/// `VehicleCategory`
pub fn vehicle_category(text: &str) -> Result<(), &'static str> {
    require(matches!(text.as_bytes(), [b'1'..=b'8']), "a digit from 1 to 8")
}

/// `Provenance`
pub fn provenance(text: &str) -> Result<(), &'static str> {
    require(matches!(text, "unit" | "officer" | "register"), "unit, officer or register")
}

/// `OfficerNumber`
pub fn officer_number(text: &str) -> Result<(), &'static str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    require(
        (1..=32).contains(&text.len()) && text.bytes().all(allowed),
        "1 to 32 letters, digits, dots, dashes",
    )
}

/// `ExemptionResult`
pub fn exemption_result(text: &str) -> Result<(), &'static str> {
    require(matches!(text, "none" | "nearMatch"), "none or nearMatch")
}

/// `PictureKind`
pub fn picture_kind(text: &str) -> Result<(), &'static str> {
    require(matches!(text, "overview" | "plate" | "sign" | "sequence"), "overview, plate, sign or sequence")
}

/// `Sha256`
pub fn sha256(text: &str) -> Result<(), &'static str> {
    require(lower_hex(text, 64), "a SHA-256 in lower-case hexadecimal")
}

/// The fixed attribute `version`
pub fn version(text: &str) -> Result<(), &'static str> {
    require(text == "1", "1")
}

/// `ShortText`
pub fn short_text(text: &str) -> Result<(), &'static str> {
    require((1..=200).contains(&text.chars().count()), "1 to 200 characters")
}

/// `LongText`
pub fn long_text(text: &str) -> Result<(), &'static str> {
    require((1..=4000).contains(&text.chars().count()), "1 to 4000 characters")
}
