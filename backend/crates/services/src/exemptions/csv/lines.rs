//! The lines of a file, one after the other.

use super::decode::{Decoder, Encoding};
use super::splitter::{Cells, Splitter};
use super::{COLUMNS, Wrong, wrong};
use crate::ServiceError;
use crate::exemptions::source::{Piece, Source};

/// One line of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the file, from 1.
    pub(super) number: usize,
    /// One cell for each column.
    pub(super) cells: [String; COLUMNS.len()],
}

/// A file whose heading is as it must be.
pub(super) struct Lines<'a> {
    pieces: Box<dyn Iterator<Item = Result<Piece, ServiceError>> + 'a>,
    decoder: Decoder,
    splitter: Splitter,
    ended: bool,
}

impl<'a> Lines<'a> {
    /// Opens the file and reads its heading.
    pub(super) fn open(source: &'a dyn Source) -> Result<Result<Self, Wrong>, ServiceError> {
        let mut pieces = source.pieces();
        let mut decoder = Decoder::new(encoding(source)?);
        let mut heading = String::new();
        while !heading.contains('\n') && heading.len() <= LONGEST_HEADING {
            let Some(piece) = pieces.next() else { break };
            heading.push_str(&decoder.decode(&piece?).unwrap_or_default());
        }
        let text = heading.strip_prefix('\u{feff}').unwrap_or(&heading);
        let mut splitter = Splitter::new(delimiter(text));
        let unclosed = splitter.feed(text).err();
        let mut lines = Self { pieces, decoder, splitter, ended: false };
        if let Some(line) = unclosed {
            return Ok(Err(never_closed(line)));
        }
        let first = match lines.next_cells()? {
            Some(Ok((_, cells))) => cells,
            Some(Err(wrong)) => return Ok(Err(wrong)),
            None => Vec::new(),
        };
        if first.iter().map(|name| name.trim().to_lowercase()).ne(COLUMNS) {
            let message = format!("de eerste regel moet zijn: {}", COLUMNS.join(";"));
            return Ok(Err(wrong(1, "kop", message)));
        }
        Ok(Ok(lines))
    }

    /// The next line; an error of the inner kind for one that has not its cells.
    pub(super) fn next(&mut self) -> Result<Option<Result<Line, Wrong>>, ServiceError> {
        Ok(self.next_cells()?.map(|read| {
            let (number, cells) = read?;
            <[String; COLUMNS.len()]>::try_from(cells).map(|cells| Line { number, cells }).map_err(|cells| {
                let message = format!("heeft {} cellen in plaats van {}", cells.len(), COLUMNS.len());
                wrong(number, "regel", message)
            })
        }))
    }

    fn next_cells(&mut self) -> Result<Option<Result<Cells, Wrong>>, ServiceError> {
        loop {
            if let Some(cells) = self.splitter.next() {
                return Ok(Some(Ok(cells)));
            }
            if self.ended {
                return Ok(None);
            }
            if let Err(line) = self.read_on()? {
                self.ended = true;
                return Ok(Some(Err(never_closed(line))));
            }
        }
    }

    fn read_on(&mut self) -> Result<Result<(), usize>, ServiceError> {
        let Some(piece) = self.pieces.next() else {
            self.ended = true;
            return Ok(self.splitter.finish());
        };
        let text = self.decoder.decode(&piece?).unwrap_or_default();
        Ok(self.splitter.feed(&text))
    }
}

/// A heading is shorter than this.
const LONGEST_HEADING: usize = 4_096;

fn never_closed(line: usize) -> Wrong {
    wrong(line, "regel", "een aanhalingsteken wordt niet gesloten; de regels hierna zijn niet gelezen")
}

/// The one that the heading has more of.
fn delimiter(text: &str) -> char {
    let heading = text.lines().next().unwrap_or_default();
    let count = |sign| heading.matches(sign).count();
    if count(',') > count(';') { ',' } else { ';' }
}

/// UTF-8 if all of the file can be read as such.
fn encoding(source: &dyn Source) -> Result<Encoding, ServiceError> {
    let mut decoder = Decoder::new(Encoding::Utf8);
    for piece in source.pieces() {
        if decoder.decode(&piece?).is_none() {
            return Ok(Encoding::Windows1252);
        }
    }
    Ok(if decoder.is_broken_off() { Encoding::Windows1252 } else { Encoding::Utf8 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exemptions::source::Bytes;

    const HEADER: &str = "kenteken;houder;categorie;van;tot;locaties;tijden\n";

    /// A line's number and its cells, or the column that is wrong.
    type Told = Vec<(usize, String)>;

    fn read(file: &[u8]) -> Result<Told, Told> {
        let source = Bytes(file);
        let mut lines = Lines::open(&source).unwrap().map_err(|wrong| vec![(wrong.line, wrong.field)])?;
        let (mut right, mut problems) = (Vec::new(), Vec::new());
        while let Some(line) = lines.next().unwrap() {
            match line {
                Ok(line) => right.push((line.number, line.cells.join("|"))),
                Err(wrong) => problems.push((wrong.line, wrong.field)),
            }
        }
        if problems.is_empty() { Ok(right) } else { Err(problems) }
    }

    fn lines(rest: &str) -> Result<Told, Told> {
        read(format!("{HEADER}{rest}").as_bytes())
    }

    #[test]
    fn cells_may_be_quoted_and_lines_end_as_they_like() {
        let read = lines("a;\"Jansen; \"\"De Brug\"\"\";c;d;e;f;g\r\n\r\nh;\"i\nj\";;;;;\nk;;;;;;").unwrap();
        let expected = [(2, "a|Jansen; \"De Brug\"|c|d|e|f|g"), (4, "h|i j|||||"), (6, "k||||||")];
        assert_eq!(read, expected.map(|(number, cells)| (number, cells.to_owned())));
    }

    #[test]
    fn commas_do_as_well_and_a_comma_in_a_cell_is_quoted() {
        let file = format!("{}a,b,c,d,e,\"f,g\",h\n", HEADER.replace(';', ","));
        assert_eq!(read(file.as_bytes()).unwrap(), [(2, "a|b|c|d|e|f,g|h".to_owned())]);
    }

    #[test]
    fn every_line_with_another_number_of_cells_is_named() {
        let named = |problems: &[usize]| problems.iter().map(|line| (*line, "regel".to_owned())).collect();
        let expected: Vec<_> = named(&[2, 4]);
        assert_eq!(lines("a;b\nc;d;e;f;g;h;i\nj\n").unwrap_err(), expected);
        let expected: Vec<_> = named(&[2]);
        assert_eq!(lines("a;\"b;c;d;e;f;g\n").unwrap_err(), expected);
        let endless = format!("a;\"b;c;d;e;f;g\n{}", "h;i;j;k;l;m;n\n".repeat(500));
        assert_eq!(lines(&endless).unwrap_err(), expected);
    }

    #[test]
    fn a_byte_order_mark_is_taken_and_another_heading_is_not() {
        assert!(read(format!("\u{feff}{HEADER}").as_bytes()).is_ok_and(|lines| lines.is_empty()));
        for file in [b"".as_slice(), b"kenteken;houder\n", b"kenteken;houder;\xff\n", b"\xff\xfek\0e\0"] {
            assert_eq!(read(file).unwrap_err(), [(1, "kop".to_owned())]);
        }
    }

    #[test]
    fn what_is_no_utf_8_is_windows_1252() {
        let file = [HEADER.as_bytes(), b"a;Caf\xe9 \x80;c;d;e;f;g\n"].concat();
        assert_eq!(read(&file).unwrap(), [(2, "a|Café €|c|d|e|f|g".to_owned())]);
    }
}
