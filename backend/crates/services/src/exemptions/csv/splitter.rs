//! Cells and lines, quotation marks taken into account (RFC 4180, with `;` or `,`).

use std::collections::VecDeque;

/// A longer quoted cell is one whose closing mark is missing.
const LONGEST_CELL: usize = 1_000;

/// A line's number in the file, from 1, and its cells.
pub(super) type Cells = (usize, Vec<String>);

/// Takes characters and gives lines. Empty lines are passed over.
pub(super) struct Splitter {
    delimiter: char,
    done: VecDeque<Cells>,
    cells: Vec<String>,
    cell: String,
    quoted: bool,
    /// A quotation mark inside a quoted cell: it closes the cell unless another one follows.
    mark: bool,
    line: usize,
    start: usize,
}

impl Splitter {
    pub(super) const fn new(delimiter: char) -> Self {
        Self {
            delimiter,
            done: VecDeque::new(),
            cells: Vec::new(),
            cell: String::new(),
            quoted: false,
            mark: false,
            line: 1,
            start: 1,
        }
    }

    /// Reads on; the number of the line whose quotation mark is never closed, if there is one.
    pub(super) fn feed(&mut self, text: &str) -> Result<(), usize> {
        for character in text.chars() {
            self.take(character);
            if self.quoted && self.cell.len() > LONGEST_CELL {
                return Err(self.start);
            }
        }
        Ok(())
    }

    /// The end of the file.
    pub(super) fn finish(&mut self) -> Result<(), usize> {
        if self.quoted && !self.mark {
            return Err(self.start);
        }
        self.end_line();
        Ok(())
    }

    /// The next line that is there whole.
    pub(super) fn next(&mut self) -> Option<Cells> {
        self.done.pop_front()
    }

    fn take(&mut self, character: char) {
        if self.mark {
            self.mark = false;
            if character == '"' {
                return self.cell.push('"');
            }
            self.quoted = false;
        }
        match character {
            '"' if self.quoted => self.mark = true,
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
            other if other == self.delimiter && !self.quoted => self.end_cell(),
            other => self.cell.push(other),
        }
    }

    fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell).trim().to_owned());
    }

    fn end_line(&mut self) {
        (self.quoted, self.mark) = (false, false);
        self.end_cell();
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().any(|cell| !cell.is_empty()) {
            self.done.push_back((self.start, cells));
        }
    }
}
