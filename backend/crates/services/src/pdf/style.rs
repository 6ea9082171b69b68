//! How the text looks. Lengths are points, 1/72 inch; the origin is the upper left corner.

/// A4.
pub(super) const PAGE_WIDTH: f32 = 595.28;
/// A4.
pub(super) const PAGE_HEIGHT: f32 = 841.89;
/// Left and right.
pub(super) const MARGIN: f32 = 56.0;
/// Above the first line.
pub(super) const TOP: f32 = 56.0;
/// Below the last line; the footer stands in it.
pub(super) const BOTTOM: f32 = 68.0;
/// From margin to margin.
pub(super) const MEASURE: f32 = PAGE_WIDTH - 2.0 * MARGIN;
/// Where the footer's rule runs.
pub(super) const FOOTER: f32 = PAGE_HEIGHT - 48.0;

/// One of the two typefaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// What a text is drawn in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Ink {
    /// Text.
    Black,
    /// Headings.
    Blue,
    /// What matters less. Dark enough for WCAG's contrast of 4.5 on white.
    Grey,
    /// Rules between rows.
    Pale,
}

/// A style of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) weight: Weight,
    pub(super) size: f32,
    /// From line to line.
    pub(super) leading: f32,
    pub(super) ink: Ink,
}

impl Style {
    /// From the top of a line to the foot of its letters.
    pub(super) fn baseline(&self) -> f32 {
        // Half the height of a capital below the middle of the line.
        self.leading / 2.0 + self.size * 0.33
    }
}

const fn style(weight: Weight, size: f32, leading: f32, ink: Ink) -> Style {
    Style { weight, size, leading, ink }
}

pub(super) const TITLE: Style = style(Weight::Bold, 20.0, 26.0, Ink::Blue);
pub(super) const LEAD: Style = style(Weight::Regular, 10.5, 15.0, Ink::Black);
pub(super) const HEADING: Style = style(Weight::Bold, 13.0, 18.0, Ink::Blue);
pub(super) const TEXT: Style = style(Weight::Regular, 9.5, 13.5, Ink::Black);
pub(super) const LABEL: Style = style(Weight::Bold, 9.0, 13.0, Ink::Black);
pub(super) const VALUE: Style = style(Weight::Regular, 9.5, 13.0, Ink::Black);
pub(super) const COLUMN: Style = style(Weight::Bold, 8.0, 11.0, Ink::Black);
pub(super) const CELL: Style = style(Weight::Regular, 8.0, 11.0, Ink::Black);
pub(super) const LINE: Style = style(Weight::Regular, 7.5, 11.0, Ink::Black);
pub(super) const CAPTION: Style = style(Weight::Regular, 8.5, 12.0, Ink::Grey);
pub(super) const FOOT: Style = style(Weight::Regular, 8.0, 11.0, Ink::Grey);
