//! The simple types of `schema/cjib-mock-v1.xsd`: a value that does not fit keeps its case out of the batch, because one
//! such value would have the CJIB refuse all of it.

/// Whether a value fits its type.
pub(super) type Fits = fn(&str) -> bool;

/// `ShortText`
pub(super) fn short_text(text: &str) -> bool {
    (1..=200).contains(&text.chars().count()) && is_xml(text)
}

/// `LongText`
pub(super) fn long_text(text: &str) -> bool {
    (1..=4000).contains(&text.chars().count()) && is_xml(text)
}

/// `OffenceCode`
pub(super) fn offence_code(text: &str) -> bool {
    let digits = text.strip_suffix(|last: char| last.is_ascii_lowercase()).unwrap_or(text).strip_prefix('R');
    digits.is_some_and(|digits| is_digits(digits, 3..=3))
}

/// `Sign`
pub(super) fn sign(text: &str) -> bool {
    let number =
        text.strip_suffix(|last: char| ('a'..='e').contains(&last)).unwrap_or(text).strip_prefix('C');
    number.is_some_and(|number| is_digits(number, 1..=2))
}

/// `Plate`
pub(super) fn plate(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    (1..=12).contains(&text.len()) && text.bytes().all(allowed)
}

/// `Country`
pub(super) fn country(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// `OfficerNumber`
pub(super) fn officer_number(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    (1..=32).contains(&text.len()) && text.bytes().all(allowed)
}

/// `Oin`
pub(super) fn oin(text: &str) -> bool {
    is_digits(text, 20..=20)
}

fn is_digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// XML 1.0 has no way to write other control characters and the two non-characters.
fn is_xml(text: &str) -> bool {
    let allowed = |character: char| match character {
        '\t' | '\n' | '\r' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        other => !other.is_control(),
    };
    text.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fit_as_the_schema_says() {
        for (fits, good, bad) in [
            (short_text as Fits, "Kerkpad", ""),
            (long_text, "Ik zag\nhet.", "\u{0}"),
            (offence_code, "R553b", "K553"),
            (sign, "C22a", "C22f"),
            (plate, "AE12UI", "AE-12-UI"),
            (country, "NL", "nl"),
            (officer_number, "100234", "100 234"),
            (oin, "00000001001234567000", "1001234567000"),
        ] {
            assert!(fits(good) && !fits(bad), "{good} / {bad}");
        }
    }
}
