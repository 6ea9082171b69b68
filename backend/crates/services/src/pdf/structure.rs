//! The structure of the text, apart from where it stands: what a screen reader follows.

use krilla::tagging::{Identifier, TableHeaderScope, Tag, TagGroup, TagKind};
use std::num::NonZeroU16;

/// What an element is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Role {
    Title,
    Heading(String),
    Paragraph,
    Table,
    Row,
    /// Heads its column.
    ColumnHead,
    /// Heads its row.
    RowHead,
    Cell,
    /// A picture with the words that stand for it.
    Figure(String),
}

/// An element of the text.
#[derive(Debug)]
pub(super) struct Element {
    role: Role,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// What was drawn under this number.
    Drawn(Slot),
    Elements(Vec<Element>),
}

/// Ties what is drawn to its element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot(pub(super) usize);

impl Element {
    pub(super) fn drawn(role: Role, slot: Slot) -> Self {
        Self { role, content: Content::Drawn(slot) }
    }

    pub(super) fn holding(role: Role, elements: Vec<Self>) -> Self {
        Self { role, content: Content::Elements(elements) }
    }

    /// The element as the file has it. `drawn` has for each slot what was drawn for it, in order.
    pub(super) fn tagged(self, drawn: &mut [Vec<Identifier>]) -> TagGroup {
        let mut group = TagGroup::new(self.role.tag());
        match self.content {
            Content::Drawn(slot) => {
                let marks = drawn.get_mut(slot.0).map(std::mem::take).unwrap_or_default();
                marks.into_iter().for_each(|mark| group.push(mark));
            }
            Content::Elements(elements) => {
                elements.into_iter().for_each(|element| group.push(element.tagged(drawn)));
            }
        }
        group
    }
}

impl Role {
    fn tag(self) -> TagKind {
        match self {
            Self::Title => Tag::Hn(NonZeroU16::MIN, None).into(),
            Self::Heading(words) => Tag::Hn(NonZeroU16::MIN.saturating_add(1), Some(words)).into(),
            Self::Paragraph => Tag::P.into(),
            Self::Table => Tag::Table.into(),
            Self::Row => Tag::TR.into(),
            Self::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
            Self::RowHead => Tag::TH(TableHeaderScope::Row).into(),
            Self::Cell => Tag::TD.into(),
            Self::Figure(words) => Tag::Figure(Some(words)).into(),
        }
    }
}
