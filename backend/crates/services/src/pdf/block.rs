//! What a file is made of.

use std::sync::Arc;

use jiff::Timestamp;

/// A whole file. Not `Debug`: it may hold a plate.
pub(crate) struct Paper {
    /// Title of the document; stands on the first page too.
    pub(crate) title: String,
    /// A sentence below the title.
    pub(crate) lead: String,
    /// At the foot of every page, on the left.
    pub(crate) footer: String,
    /// The program that wrote it, with its version.
    pub(crate) producer: String,
    /// Names this file among all others.
    pub(crate) id: String,
    /// When it was made.
    pub(crate) at: Timestamp,
    /// What stands in it, from top to bottom.
    pub(crate) blocks: Vec<Block>,
    /// Files that travel in it.
    pub(crate) attachments: Vec<Attachment>,
}

/// A piece of the text.
pub(crate) enum Block {
    /// Starts a section.
    Heading(String),
    /// A paragraph; line breaks are kept.
    Text(String),
    /// A line to be copied: small enough to stay one.
    Line(String),
    /// Names and values.
    Facts(Vec<(String, String)>),
    /// A table with a row of headings.
    Table(Table),
    /// A picture over the width of the page.
    Figure(Figure),
}

/// A table.
pub(crate) struct Table {
    /// Its columns.
    pub(crate) columns: Vec<Column>,
    /// Its rows, each with a text for every column.
    pub(crate) rows: Vec<Vec<String>>,
}

/// A column of a table.
pub(crate) struct Column {
    /// Its heading.
    pub(crate) heading: String,
    /// Its share of the width, 0 to 1.
    pub(crate) share: f32,
}

/// A picture, embedded without being coded anew.
pub(crate) struct Figure {
    /// The JPEG file.
    pub(crate) jpeg: Arc<Vec<u8>>,
    /// Width in pixels.
    pub(crate) width: u32,
    /// Height in pixels.
    pub(crate) height: u32,
    /// A sentence below it.
    pub(crate) caption: String,
    /// What it shows, for who cannot see it.
    pub(crate) alternative: String,
}

/// How an attachment relates to the document (ISO 19005-3, AFRelationship).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// The document was made from it.
    Source,
    /// It tells by machine what the document tells people.
    Data,
    /// It belongs to another attachment or to the whole.
    Supplement,
}

/// A file that travels in the document.
#[derive(Clone)]
pub(crate) struct Attachment {
    /// File name.
    pub(crate) name: String,
    /// Media type.
    pub(crate) media_type: &'static str,
    /// What it is, for people.
    pub(crate) description: String,
    /// How it relates to the document.
    pub(crate) relation: Relation,
    /// Its content.
    pub(crate) bytes: Arc<Vec<u8>>,
}
