//! Dutch sidecodes: the fourteen forms in which letters and digits are issued.

use super::Plate;

/// The forms with their dashes, sidecode 1 first; X is a letter, 9 a digit.
const FORMS: [&str; 14] = [
    "XX-99-99", "99-99-XX", "99-XX-99", "XX-99-XX", "XX-XX-99", "99-XX-XX", "99-XXX-9", "9-XXX-99",
    "XX-999-X", "X-999-XX", "XXX-99-X", "X-99-XXX", "9-XX-999", "999-XX-9",
];

/// Series outside the sidecodes, followed by at most three digits: the royal house and the diplomatic corps.
const SPECIAL_SERIES: [&str; 3] = ["CDJ", "CD", "AA"];

/// One of the fourteen forms of a Dutch plate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sidecode {
    number: u8,
    form: &'static str,
}

impl Sidecode {
    /// The sidecode whose form the plate has.
    pub(super) fn of(plate: &Plate) -> Option<Self> {
        Self::all().find(|sidecode| sidecode.fits(plate))
    }

    /// Every sidecode, 1 first.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..).zip(FORMS).map(|(number, form)| Self { number, form })
    }

    /// The sidecode's number, 1 to 14.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.number
    }

    /// The form with dashes, as `99-XXX-9`.
    #[must_use]
    pub const fn form(self) -> &'static str {
        self.form
    }

    fn fits(self, plate: &Plate) -> bool {
        let form = self.form.bytes().filter(|byte| *byte != b'-');
        form.eq(plate.as_str().bytes().map(|byte| if byte.is_ascii_digit() { b'9' } else { b'X' }))
    }

    pub(super) fn with_dashes(self, plate: &Plate) -> String {
        let mut characters = plate.as_str().chars();
        self.form
            .chars()
            .filter_map(|place| if place == '-' { Some('-') } else { characters.next() })
            .collect()
    }
}

/// The series and the number of a plate of the royal house or the diplomatic corps.
pub(super) fn special_series(plate: &Plate) -> Option<(&'static str, &str)> {
    SPECIAL_SERIES.into_iter().find_map(|series| {
        let number = plate.as_str().strip_prefix(series)?;
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        (digits && (1..=3).contains(&number.len())).then_some((series, number))
    })
}
