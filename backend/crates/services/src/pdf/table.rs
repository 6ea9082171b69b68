//! Tables: names with values, and columns under their headings.

use super::block::Table;
use super::layout::{Layout, Mark};
use super::structure::{Element, Role, Slot};
use super::style::{BOTTOM, CELL, COLUMN, LABEL, MARGIN, MEASURE, PAGE_HEIGHT, Style, TOP, VALUE};

/// Width of the names in a list of facts.
const NAMES: f32 = 150.0;
/// Between two columns.
const GUTTER: f32 = 8.0;
/// Above and below the text of a row.
const PADDING: f32 = 2.5;
/// A row that is higher than this may go on on the next page.
const WHOLE: f32 = (PAGE_HEIGHT - TOP - BOTTOM) / 3.0;

/// A cell with its text broken into lines.
struct Cell {
    slot: Option<Slot>,
    x: f32,
    style: Style,
    lines: Vec<String>,
}

impl Layout<'_> {
    pub(super) fn facts(&mut self, facts: &[(String, String)]) -> Element {
        let value_x = MARGIN + NAMES + GUTTER;
        let mut rows = Vec::with_capacity(facts.len());
        for (name, value) in facts {
            let name = self.cell(name, MARGIN, NAMES, LABEL);
            let value = self.cell(value, value_x, MEASURE - NAMES - GUTTER, VALUE);
            let roles = [Role::RowHead, Role::Cell];
            rows.push(row(roles, [&name, &value]));
            self.place(vec![name, value], None);
        }
        Element::holding(Role::Table, rows)
    }

    pub(super) fn table(&mut self, table: &Table) -> Element {
        let head = self.cells(table, table.columns.iter().map(|column| column.heading.as_str()), COLUMN);
        let mut rows = vec![row(std::iter::repeat(Role::ColumnHead), &head)];
        self.place(head, None);
        for texts in &table.rows {
            let cells = self.cells(table, texts.iter().map(String::as_str), CELL);
            rows.push(row(std::iter::repeat(Role::Cell), &cells));
            self.place(cells, Some(table));
        }
        Element::holding(Role::Table, rows)
    }

    fn cells<'t>(&mut self, table: &Table, texts: impl Iterator<Item = &'t str>, style: Style) -> Vec<Cell> {
        let mut x = MARGIN;
        let mut cells = Vec::with_capacity(table.columns.len());
        for (column, text) in table.columns.iter().zip(texts) {
            let width = MEASURE * column.share;
            cells.push(self.cell(text, x, width - GUTTER, style));
            x += width;
        }
        cells
    }

    fn cell(&mut self, text: &str, x: f32, width: f32, style: Style) -> Cell {
        Cell { slot: Some(self.slot()), x, style, lines: self.broken(text, style, width) }
    }

    /// Draws a row and the rule below it. A row that starts a page has the headings of its table above it again; those are
    /// ornament there.
    fn place(&mut self, cells: Vec<Cell>, table: Option<&Table>) {
        let height = high(&cells) + 2.0 * PADDING;
        let starts_page = self.make_room(if height <= WHOLE { height } else { WHOLE });
        if let Some(table) = table.filter(|_| starts_page) {
            let mut head =
                self.cells(table, table.columns.iter().map(|column| column.heading.as_str()), COLUMN);
            head.iter_mut().for_each(|cell| cell.slot = None);
            self.place(head, None);
        }
        self.advance(PADDING);
        self.draw(cells);
        self.advance(PADDING);
        self.rule(0.4);
    }

    /// Line by line over all cells, so that a row may go on on the next page.
    fn draw(&mut self, cells: Vec<Cell>) {
        let leading = cells.iter().map(|cell| cell.style.leading).fold(0.0, f32::max);
        let mut columns: Vec<_> =
            cells.into_iter().map(|cell| (cell.slot, cell.x, cell.style, cell.lines.into_iter())).collect();
        loop {
            let next: Vec<_> = columns
                .iter_mut()
                .filter_map(|(slot, x, style, lines)| Some((*slot, *x, *style, lines.next()?)))
                .collect();
            if next.is_empty() {
                return;
            }
            self.make_room(leading);
            for (slot, x, style, words) in next {
                self.mark(Mark::Text { slot, x, y: self.y(), style, words });
            }
            self.advance(leading);
        }
    }
}

fn row<'c>(roles: impl IntoIterator<Item = Role>, cells: impl IntoIterator<Item = &'c Cell>) -> Element {
    let both = roles.into_iter().zip(cells);
    let drawn = both.filter_map(|(role, cell)| Some(Element::drawn(role, cell.slot?)));
    Element::holding(Role::Row, drawn.collect())
}

fn high(cells: &[Cell]) -> f32 {
    let leading = cells.iter().map(|cell| cell.style.leading).fold(0.0, f32::max);
    let lines = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or_default();
    f32::from(u16::try_from(lines).unwrap_or(u16::MAX)) * leading
}
