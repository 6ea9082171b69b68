//! Where the page keeps what is drawn, and sends it from.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};

use super::area::{self, Area};

/// What holds the rectangles of a page.
pub(super) enum Carrier {
    /// A hidden field in each of the editor's forms.
    Hidden(Vec<HtmlInputElement>),
    /// A text that people type in as well, one rectangle a line.
    Lines(HtmlTextAreaElement),
}

impl Carrier {
    pub(super) fn areas(&self) -> Vec<Area> {
        match self {
            Self::Hidden(fields) => {
                fields.first().map(|field| area::read(&field.value())).unwrap_or_default()
            }
            Self::Lines(text) => area::read_lines(&text.value()).0,
        }
    }

    pub(super) fn keep(&self, areas: &[Area]) {
        match self {
            Self::Hidden(fields) => {
                let text = area::text_of(areas);
                fields.iter().for_each(|field| field.set_value(&text));
            }
            Self::Lines(text) => {
                let typed = text.value();
                text.set_value(&area::lines_of(areas, &area::read_lines(&typed).1));
            }
        }
    }
}
