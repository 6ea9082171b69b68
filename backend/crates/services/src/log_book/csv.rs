//! Files for spreadsheets: UTF-8 with its mark, semicolons as Dutch spreadsheets want them, every cell in quotes, and no
//! cell that a spreadsheet takes for a formula.

/// What a spreadsheet reads as the beginning of a formula, whatever white space stands before it.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// A file under way.
pub(crate) struct Csv(Vec<u8>);

impl Csv {
    /// A file with its headings.
    pub(crate) fn new(headings: &[&str]) -> Self {
        let mut csv = Self("\u{feff}".as_bytes().to_vec());
        csv.row(headings);
        csv
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: &[&str]) {
        let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
        self.0.extend_from_slice(cells.join(";").as_bytes());
        self.0.extend_from_slice(b"\r\n");
    }

    /// The whole file.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// An apostrophe in front makes a text of what would be a formula. A line break or a tab inside a cell is a blank: some
/// programs begin a new cell there, quotes or not.
fn cell(text: &str) -> String {
    let plain: String =
        text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    let guard = if plain.trim_start().starts_with(FORMULA) { "'" } else { "" };
    format!("\"{guard}{}\"", plain.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_out() {
        for (text, expected) in [
            ("=1+1", "\"'=1+1\""),
            ("\t=cmd", "\"' =cmd\""),
            ("  @SUM(A1)", "\"'  @SUM(A1)\""),
            ("-2", "\"'-2\""),
            ("+31", "\"'+31\""),
            ("a\"b;c\r\n=d", "\"a\"\"b;c  =d\""),
            ("Café", "\"Café\""),
            ("", "\"\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }

    #[test]
    fn a_file_begins_with_its_mark_and_ends_every_row() {
        let mut csv = Csv::new(&["a", "b"]);
        csv.row(&["1", "2"]);
        assert_eq!(String::from_utf8(csv.finish()).unwrap(), "\u{feff}\"a\";\"b\"\r\n\"1\";\"2\"\r\n");
    }
}
