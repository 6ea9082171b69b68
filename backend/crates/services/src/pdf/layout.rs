//! Placing blocks on pages.

use super::block::{Block, Figure, Paper};
use super::fonts::Fonts;
use super::lines::broken;
use super::structure::{Element, Role, Slot};
use super::style::{
    BOTTOM, CAPTION, HEADING, LEAD, LINE, MARGIN, MEASURE, PAGE_HEIGHT, Style, TEXT, TITLE, TOP,
};

/// A heading stays with at least this much of what follows.
const WITH_HEADING: f32 = 56.0;
/// Higher no picture is, so that its caption fits below it on the same page.
const HIGHEST_FIGURE: f32 = 420.0;

/// Something drawn on a page. Places are the upper left corner, in points.
#[derive(Debug)]
pub(super) enum Mark {
    Text { slot: Option<Slot>, x: f32, y: f32, style: Style, words: String },
    Rule { y: f32, thickness: f32 },
    Figure { slot: Slot, figure: usize, x: f32, y: f32, width: f32, height: f32 },
}

/// A heading and where it stands, for the outline.
#[derive(Debug)]
pub(super) struct Anchor {
    pub(super) words: String,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// Everything placed.
#[derive(Debug, Default)]
pub(super) struct Laid {
    pub(super) pages: Vec<Vec<Mark>>,
    pub(super) elements: Vec<Element>,
    pub(super) anchors: Vec<Anchor>,
    /// How many slots were used.
    pub(super) slots: usize,
}

/// Where the pen is.
pub(super) struct Layout<'a> {
    fonts: &'a Fonts,
    laid: Laid,
    y: f32,
    figures: usize,
}

/// Places a whole paper. Figures are numbered in their order.
pub(super) fn lay(paper: &Paper, fonts: &Fonts) -> Laid {
    let mut layout =
        Layout { fonts, laid: Laid { pages: vec![Vec::new()], ..Laid::default() }, y: TOP, figures: 0 };
    layout.title(paper);
    paper.blocks.iter().for_each(|block| layout.block(block));
    layout.laid
}

impl Layout<'_> {
    fn title(&mut self, paper: &Paper) {
        let title = self.paragraph(&paper.title, TITLE, Role::Title);
        self.skip(2.0);
        let lead = self.paragraph(&paper.lead, LEAD, Role::Paragraph);
        self.laid.elements.extend([title, lead]);
        self.skip(8.0);
        self.rule(1.2);
    }

    fn block(&mut self, block: &Block) {
        let element = match block {
            Block::Heading(words) => self.heading(words),
            Block::Text(words) => {
                let element = self.paragraph(words, TEXT, Role::Paragraph);
                self.skip(6.0);
                element
            }
            Block::Line(words) => self.above(|layout| layout.paragraph(words, LINE, Role::Paragraph)),
            Block::Facts(facts) => self.above(|layout| layout.facts(facts)),
            Block::Table(table) => self.above(|layout| layout.table(table)),
            Block::Figure(figure) => return self.figure(figure),
        };
        self.laid.elements.push(element);
    }

    /// Leaves room below what is placed.
    fn above(&mut self, place: impl FnOnce(&mut Self) -> Element) -> Element {
        let element = place(self);
        self.skip(8.0);
        element
    }

    fn heading(&mut self, words: &str) -> Element {
        self.skip(16.0);
        self.make_room(HEADING.leading + WITH_HEADING);
        let page = self.laid.pages.len().saturating_sub(1);
        self.laid.anchors.push(Anchor { words: words.to_owned(), page, y: self.y });
        let element = self.paragraph(words, HEADING, Role::Heading(words.to_owned()));
        self.skip(4.0);
        element
    }

    fn figure(&mut self, figure: &Figure) {
        let (width, height) = fitted(figure);
        let caption = self.broken(&figure.caption, CAPTION, MEASURE);
        self.skip(4.0);
        self.make_room(height + 4.0 + lines_high(&caption, CAPTION));
        let (slot, index) = (self.slot(), self.figures);
        self.figures += 1;
        self.mark(Mark::Figure { slot, figure: index, x: MARGIN, y: self.y, width, height });
        self.y += height + 4.0;
        let picture = Element::drawn(Role::Figure(figure.alternative.clone()), slot);
        let below = self.slot();
        self.lines(Some(below), MARGIN, CAPTION, caption);
        self.skip(10.0);
        self.laid.elements.extend([picture, Element::drawn(Role::Paragraph, below)]);
    }

    fn paragraph(&mut self, words: &str, style: Style, role: Role) -> Element {
        let slot = self.slot();
        let lines = self.broken(words, style, MEASURE);
        self.lines(Some(slot), MARGIN, style, lines);
        Element::drawn(role, slot)
    }

    fn lines(&mut self, slot: Option<Slot>, x: f32, style: Style, lines: Vec<String>) {
        for words in lines {
            self.make_room(style.leading);
            self.mark(Mark::Text { slot, x, y: self.y, style, words });
            self.y += style.leading;
        }
    }

    /// The text in lines of that width. All but the last end with a blank, so that words stay apart when they are copied.
    pub(super) fn broken(&self, words: &str, style: Style, width: f32) -> Vec<String> {
        let face = self.fonts.face(style.weight);
        let paragraphs: Vec<String> = words.lines().map(|line| face.showable(line)).collect();
        let mut lines = broken(&paragraphs.join("\n"), |line| self.fonts.width(line, style) <= width);
        let last = lines.len().saturating_sub(1);
        lines.iter_mut().take(last).for_each(|line| line.push(' '));
        lines
    }

    pub(super) fn slot(&mut self) -> Slot {
        self.laid.slots += 1;
        Slot(self.laid.slots - 1)
    }

    pub(super) fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.laid.pages.last_mut() {
            page.push(mark);
        }
    }

    pub(super) fn rule(&mut self, thickness: f32) {
        self.mark(Mark::Rule { y: self.y, thickness });
    }

    /// Leaves room above what follows; none at the head of a page.
    pub(super) fn skip(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    pub(super) fn advance(&mut self, height: f32) {
        self.y += height;
    }

    pub(super) fn y(&self) -> f32 {
        self.y
    }

    /// Starts a page unless there is so much room on this one. Whether it did.
    pub(super) fn make_room(&mut self, height: f32) -> bool {
        if self.y + height <= PAGE_HEIGHT - BOTTOM || self.y <= TOP {
            return false;
        }
        self.laid.pages.push(Vec::new());
        self.y = TOP;
        true
    }
}

fn lines_high(lines: &[String], style: Style) -> f32 {
    lines.iter().map(|_| style.leading).sum()
}

/// The size on paper: as wide as the text unless that is too high.
fn fitted(figure: &Figure) -> (f32, f32) {
    let pixels = |length: u32| f32::from(u16::try_from(length.max(1)).unwrap_or(u16::MAX));
    let shape = pixels(figure.height) / pixels(figure.width);
    let height = (MEASURE * shape).min(HIGHEST_FIGURE);
    (height / shape, height)
}
