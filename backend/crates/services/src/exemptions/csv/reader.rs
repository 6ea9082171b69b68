//! Lines and cells of the file, quotation marks taken into account (RFC 4180, with `;`).

use super::{COLUMNS, wrong};
use crate::FieldProblem;

/// One line of the file.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::exemptions) struct Line {
    /// Its number in the file, from 1.
    pub(in crate::exemptions) number: usize,
    /// One cell for each column.
    pub(in crate::exemptions) cells: [String; COLUMNS.len()],
}

/// Reads the file. Empty lines are passed over.
pub(in crate::exemptions) fn read(file: &[u8]) -> Result<Vec<Line>, Vec<FieldProblem>> {
    let text = std::str::from_utf8(file)
        .map_err(|_| vec![wrong(1, "bestand", "is geen UTF-8; sla het bestand op als CSV UTF-8")])?;
    let mut lines = split(text.strip_prefix('\u{feff}').unwrap_or(text))?.into_iter();
    let header = lines.next().map(|(_, cells)| cells).unwrap_or_default();
    if header.iter().map(|name| name.trim().to_lowercase()).ne(COLUMNS) {
        let message = format!("de eerste regel moet zijn: {}", COLUMNS.join(";"));
        return Err(vec![wrong(1, "kop", message)]);
    }
    let (mut read, mut problems) = (Vec::new(), Vec::new());
    for (number, cells) in lines {
        match <[String; COLUMNS.len()]>::try_from(cells) {
            Ok(cells) => read.push(Line { number, cells }),
            Err(cells) => {
                let message = format!("heeft {} cellen in plaats van {}", cells.len(), COLUMNS.len());
                problems.push(wrong(number, "regel", message));
            }
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

/// A line's number and its cells.
type Cells = (usize, Vec<String>);

fn split(text: &str) -> Result<Vec<Cells>, Vec<FieldProblem>> {
    let mut splitter = Splitter { line: 1, start: 1, ..Splitter::default() };
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let doubled = character == '"' && splitter.quoted && characters.peek() == Some(&'"');
        if doubled {
            characters.next();
            splitter.cell.push('"');
        } else {
            splitter.take(character);
        }
    }
    if splitter.quoted {
        return Err(vec![wrong(splitter.start, "regel", "een aanhalingsteken wordt niet gesloten")]);
    }
    splitter.end_line();
    Ok(splitter.done)
}

#[derive(Default)]
struct Splitter {
    done: Vec<Cells>,
    cells: Vec<String>,
    cell: String,
    quoted: bool,
    line: usize,
    start: usize,
}

impl Splitter {
    fn take(&mut self, character: char) {
        match character {
            '"' if self.quoted => self.quoted = false,
            '"' if self.cell.trim().is_empty() => {
                self.cell.clear();
                self.quoted = true;
            }
            '\n' if self.quoted => {
                self.line += 1;
                self.cell.push(' ');
            }
            '\n' => {
                self.end_line();
                self.line += 1;
                self.start = self.line;
            }
            '\r' => {}
            ';' if !self.quoted => self.end_cell(),
            other => self.cell.push(other),
        }
    }

    fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell).trim().to_owned());
    }

    fn end_line(&mut self) {
        self.end_cell();
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().any(|cell| !cell.is_empty()) {
            self.done.push((self.start, cells));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "kenteken;houder;categorie;van;tot;locaties;tijden\n";

    fn lines(rest: &str) -> Result<Vec<(usize, String)>, Vec<String>> {
        let text = format!("{HEADER}{rest}");
        match read(text.as_bytes()) {
            Ok(lines) => Ok(lines.into_iter().map(|line| (line.number, line.cells.join("|"))).collect()),
            Err(problems) => Err(problems.into_iter().map(|problem| problem.field).collect()),
        }
    }

    #[test]
    fn cells_may_be_quoted_and_lines_end_as_they_like() {
        let read = lines("a;\"Jansen; \"\"De Brug\"\"\";c;d;e;f;g\r\n\r\nh;\"i\nj\";;;;;\nk;;;;;;").unwrap();
        let expected = [(2, "a|Jansen; \"De Brug\"|c|d|e|f|g"), (4, "h|i j|||||"), (6, "k||||||")];
        assert_eq!(read, expected.map(|(number, cells)| (number, cells.to_owned())));
    }

    #[test]
    fn every_line_with_another_number_of_cells_is_named() {
        assert_eq!(lines("a;b\nc;d;e;f;g;h;i\nj\n").unwrap_err(), ["regel 2, regel", "regel 4, regel"]);
        assert_eq!(lines("a;\"b;c;d;e;f;g\n").unwrap_err(), ["regel 2, regel"]);
    }

    #[test]
    fn a_byte_order_mark_is_taken_and_another_header_or_encoding_is_not() {
        assert!(read(format!("\u{feff}{HEADER}").as_bytes()).is_ok_and(|lines| lines.is_empty()));
        for file in [b"".as_slice(), b"kenteken;houder\n", b"kenteken;houder;\xff\n"] {
            assert!(read(file).is_err());
        }
    }
}
