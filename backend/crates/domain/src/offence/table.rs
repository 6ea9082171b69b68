//! The table of closures. Codes change by regulation: a change is a new row with its first day, and the row
//! it replaces gets its last, so that an act is always judged by the table of its own day.

use jiff::civil::Date;

use super::{OffenceCode, OffenceError, Sign, VehicleCategory};

/// Every vehicle category.
const ALL: &[u8] = &[1, 2, 3, 4, 5, 6, 7, 8];

struct Rule {
    code: &'static str,
    signs: &'static [&'static str],
    categories: &'static [u8],
    /// First Dutch calendar day; `None`: before anything this system judges.
    from: Option<Date>,
    /// Last Dutch calendar day; `None`: still in force.
    until: Option<Date>,
}

const fn in_force(code: &'static str, signs: &'static [&'static str], categories: &'static [u8]) -> Rule {
    Rule { code, signs, categories, from: None, until: None }
}

static TABLE: [Rule; 14] = [
    in_force("R550a", &["C1"], ALL),
    in_force("R551b", &["C2"], ALL),
    in_force("R552a", &["C3", "C4"], ALL),
    in_force("R552b", &["C3", "C4"], ALL),
    in_force("R553b", &["C6"], &[1]),
    in_force("R554a", C7_FAMILY, ALL),
    in_force("R554b", C7_FAMILY, ALL),
    in_force("R554c", C7_FAMILY, ALL),
    in_force("R554d", C7_FAMILY, ALL),
    in_force("R554e", C7_FAMILY, ALL),
    in_force("R557", &["C10"], ALL),
    in_force("R558", &["C11"], &[2]),
    in_force("R559", &["C12"], &[1, 2]),
    in_force("R571", &["C22a"], ALL),
];

/// Lorries, buses, and the signs that combine them.
const C7_FAMILY: &[&str] = &["C7", "C7a", "C7b", "C8", "C9"];

impl Rule {
    fn holds_on(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }
}

/// Whether `code` was in force on `date` (the Dutch day of the act) for vehicles of `category`.
///
/// # Errors
/// [`OffenceError::Unknown`], [`OffenceError::NotInForce`] or [`OffenceError::NotForCategory`].
pub fn applicable(code: &OffenceCode, date: Date, category: VehicleCategory) -> Result<(), OffenceError> {
    find(&TABLE, code, date, category)
}

fn find(
    table: &[Rule],
    code: &OffenceCode,
    date: Date,
    category: VehicleCategory,
) -> Result<(), OffenceError> {
    let mut named = table.iter().filter(|rule| rule.code == code.as_str()).peekable();
    if named.peek().is_none() {
        return Err(OffenceError::Unknown(code.clone()));
    }
    let rule = named
        .find(|rule| rule.holds_on(date))
        .ok_or_else(|| OffenceError::NotInForce { code: code.clone(), date })?;
    if rule.categories.contains(&category.number()) {
        Ok(())
    } else {
        Err(OffenceError::NotForCategory { code: code.clone(), category })
    }
}

/// The signs that `code` belongs to; empty when the code is not in the table.
#[must_use]
pub fn signs_of(code: &OffenceCode) -> Vec<Sign> {
    let named = TABLE.iter().filter(|rule| rule.code == code.as_str());
    named.flat_map(|rule| rule.signs).map(|sign| Sign((*sign).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn code(text: &str) -> OffenceCode {
        OffenceCode::parse(text).unwrap()
    }

    #[test]
    fn every_row_is_written_as_a_code_signs_and_categories() {
        for rule in &TABLE {
            assert_eq!(code(rule.code).as_str(), rule.code);
            for sign in rule.signs {
                assert_eq!(Sign::parse(sign).unwrap().as_str(), *sign);
            }
            assert!(!rule.categories.is_empty());
            assert!(rule.categories.iter().all(|number| VehicleCategory::new(*number).is_ok()));
        }
    }

    #[test]
    fn codes_apply_to_the_categories_of_the_table_only() {
        let day = date(2026, 11, 22);
        for (text, allowed) in [
            ("R550a", &[1, 2, 3, 4, 5, 6, 7, 8][..]),
            ("R551b", &[1, 2, 3, 4, 5, 6, 7, 8]),
            ("R553b", &[1]),
            ("R558", &[2]),
            ("R559", &[1, 2]),
            ("R571", &[1, 2, 3, 4, 5, 6, 7, 8]),
        ] {
            for number in 1..=8 {
                let category = VehicleCategory::new(number).unwrap();
                let applies = applicable(&code(text), day, category).is_ok();
                assert_eq!(applies, allowed.contains(&number), "{text} {number}");
            }
        }
    }

    #[test]
    fn an_unknown_code_is_refused() {
        let category = VehicleCategory::new(1).unwrap();
        let refused = applicable(&code("R999"), date(2026, 11, 22), category);
        assert_eq!(refused, Err(OffenceError::Unknown(code("R999"))));
        assert!(signs_of(&code("R999")).is_empty());
    }

    #[test]
    fn an_act_is_judged_by_the_table_of_its_own_day() {
        let table = [
            Rule { until: Some(date(2026, 12, 31)), ..in_force("R553b", &["C6"], &[1]) },
            Rule { from: Some(date(2027, 3, 1)), ..in_force("R553b", &["C6"], &[1, 2]) },
        ];
        let motorcycle = VehicleCategory::new(2).unwrap();
        let on = |day| find(&table, &code("R553b"), day, motorcycle);
        assert!(matches!(on(date(2026, 12, 31)), Err(OffenceError::NotForCategory { .. })));
        assert!(matches!(on(date(2027, 1, 1)), Err(OffenceError::NotInForce { .. })));
        assert_eq!(on(date(2027, 3, 1)), Ok(()));
    }

    #[test]
    fn each_sign_of_the_terms_has_its_code() {
        for (text, sign) in
            [("R550a", "C1"), ("R553b", "C6"), ("R557", "C10"), ("R559", "C12"), ("R571", "C22a")]
        {
            assert_eq!(signs_of(&code(text)), [Sign::parse(sign).unwrap()]);
        }
        assert_eq!(TABLE.iter().filter(|rule| rule.holds_on(date(2026, 11, 22))).count(), 14);
    }

    #[test]
    fn codes_and_signs_are_read_in_any_case_and_refused_otherwise() {
        assert_eq!(code("r553B").as_str(), "R553b");
        assert_eq!(Sign::parse("c22A").unwrap().as_str(), "C22a");
        for text in ["", "R", "R55", "R5530b", "R553bb", "553b", "R55é", "é"] {
            assert_eq!(OffenceCode::parse(text), Err(OffenceError::Malformed), "{text}");
        }
        for text in ["", "C", "C123", "12", "Ca", "C1ab", "é1"] {
            assert_eq!(Sign::parse(text), Err(OffenceError::MalformedSign), "{text}");
        }
        assert_eq!(VehicleCategory::new(0), Err(OffenceError::Category));
        assert_eq!(VehicleCategory::new(9), Err(OffenceError::Category));
    }
}
