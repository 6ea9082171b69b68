//! What a file is made of.

use std::sync::Arc;

use jiff::Timestamp;

/// A whole file. Not `Debug`: it may hold a plate.
pub(in crate::dossier) struct Paper {
    /// Title of the document; stands on the first page too.
    pub(in crate::dossier) title: String,
    /// A sentence below the title.
    pub(in crate::dossier) lead: String,
    /// At the foot of every page, on the left.
    pub(in crate::dossier) footer: String,
    /// The program that wrote it, with its version.
    pub(in crate::dossier) producer: String,
    /// Names this file among all others.
    pub(in crate::dossier) id: String,
    /// When it was made.
    pub(in crate::dossier) at: Timestamp,
    /// What stands in it, from top to bottom.
    pub(in crate::dossier) blocks: Vec<Block>,
    /// Files that travel in it.
    pub(in crate::dossier) attachments: Vec<Attachment>,
}

/// A piece of the text.
pub(in crate::dossier) enum Block {
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
pub(in crate::dossier) struct Table {
    /// Its columns.
    pub(in crate::dossier) columns: Vec<Column>,
    /// Its rows, each with a text for every column.
    pub(in crate::dossier) rows: Vec<Vec<String>>,
}

/// A column of a table.
pub(in crate::dossier) struct Column {
    /// Its heading.
    pub(in crate::dossier) heading: String,
    /// Its share of the width, 0 to 1.
    pub(in crate::dossier) share: f32,
}

/// A picture, embedded without being coded anew.
pub(in crate::dossier) struct Figure {
    /// The JPEG file.
    pub(in crate::dossier) jpeg: Arc<Vec<u8>>,
    /// Width in pixels.
    pub(in crate::dossier) width: u32,
    /// Height in pixels.
    pub(in crate::dossier) height: u32,
    /// A sentence below it.
    pub(in crate::dossier) caption: String,
    /// What it shows, for who cannot see it.
    pub(in crate::dossier) alternative: String,
}

/// How an attachment relates to the document (ISO 19005-3, AFRelationship).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dossier) enum Relation {
    /// The document was made from it.
    Source,
    /// It tells by machine what the document tells people.
    Data,
    /// It belongs to another attachment or to the whole.
    Supplement,
}

/// A file that travels in the document.
#[derive(Clone)]
pub(in crate::dossier) struct Attachment {
    /// File name.
    pub(in crate::dossier) name: String,
    /// Media type.
    pub(in crate::dossier) media_type: &'static str,
    /// What it is, for people.
    pub(in crate::dossier) description: String,
    /// How it relates to the document.
    pub(in crate::dossier) relation: Relation,
    /// Its content.
    pub(in crate::dossier) bytes: Arc<Vec<u8>>,
}
