//! From placed marks to the bytes of a PDF/A-3b file.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TagTree};
use krilla::{Document, SerializeSettings};

use super::block::{Attachment, Block, Figure, Paper, Relation};
use super::fonts::Fonts;
use super::layout::{Anchor, Laid, Mark, lay};
use super::structure::Slot;
use super::style::{FOOT, FOOTER, Ink, MARGIN, MEASURE, PAGE_HEIGHT, PAGE_WIDTH, Style};
use crate::ServiceError;

/// Language of the text.
const LANGUAGE: &str = "nl-NL";

/// Why there is no file. None of it depends on the case, but for a picture that cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PdfError {
    /// The built-in typefaces cannot be read.
    #[error("the built-in typefaces cannot be read")]
    Fonts,
    /// A picture is no JPEG that a PDF can hold.
    #[error("picture {0} cannot be embedded: {1}")]
    Picture(usize, String),
    /// Two attachments share a name.
    #[error("two attachments are called {0}")]
    SameName(String),
    /// A length or media type that the format does not know.
    #[error("the format does not know {0}")]
    Form(&'static str),
    /// The file would not be PDF/A-3b.
    #[error("the file would not keep to PDF/A-3b: {0}")]
    Standard(String),
}

impl From<KrillaError> for PdfError {
    fn from(error: KrillaError) -> Self {
        Self::Standard(format!("{error:?}"))
    }
}

impl From<PdfError> for ServiceError {
    fn from(error: PdfError) -> Self {
        Self::Damaged(format!("PDF: {error}"))
    }
}

/// Writes the paper as PDF/A-3b (ISO 19005-3), tagged.
///
/// # Errors
/// [`PdfError`].
pub(crate) fn write(paper: &Paper) -> Result<Vec<u8>, PdfError> {
    let fonts = Fonts::load().ok_or(PdfError::Fonts)?;
    let images = images(paper)?;
    let laid = lay(paper, &fonts);
    let mut document = Document::new_with(settings()?);
    document.set_metadata(metadata(paper));
    document.set_outline(outline(&laid.anchors));
    for attachment in &paper.attachments {
        attach(&mut document, attachment, paper.at)?;
    }
    draw(&mut document, paper, laid, &fonts, &images)?;
    Ok(document.finish()?)
}

fn settings() -> Result<SerializeSettings, PdfError> {
    let configuration = ConfigurationBuilder::new().with_archival_validator(Archival::A3_B).finish();
    let configuration = configuration.map_err(|_| PdfError::Form("PDF/A-3b"))?;
    Ok(SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() })
}

fn metadata(paper: &Paper) -> Metadata {
    Metadata::new()
        .title(paper.title.clone())
        .language(LANGUAGE.to_owned())
        .creator(paper.producer.clone())
        .producer(paper.producer.clone())
        .document_id(paper.id.clone())
        .creation_date(date(paper.at))
}

fn date(at: Timestamp) -> DateTime {
    let utc = at.to_zoned(TimeZone::UTC).datetime();
    let small = |number: i8| u8::try_from(number).unwrap_or_default();
    DateTime::new(u16::try_from(utc.year()).unwrap_or_default())
        .month(small(utc.month()))
        .day(small(utc.day()))
        .hour(small(utc.hour()))
        .minute(small(utc.minute()))
        .second(small(utc.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn outline(anchors: &[Anchor]) -> Outline {
    let mut outline = Outline::new();
    for anchor in anchors {
        let place = XyzDestination::new(anchor.page, Point::from_xy(MARGIN, anchor.y));
        outline.push_child(OutlineNode::new(anchor.words.clone(), place));
    }
    outline
}

fn attach(document: &mut Document, attachment: &Attachment, at: Timestamp) -> Result<(), PdfError> {
    let file = EmbeddedFile {
        path: attachment.name.clone(),
        mime_type: Some(MimeType::new(attachment.media_type).ok_or(PdfError::Form("the media type"))?),
        description: Some(attachment.description.clone()),
        association_kind: match attachment.relation {
            Relation::Source => AssociationKind::Source,
            Relation::Data => AssociationKind::Data,
            Relation::Supplement => AssociationKind::Supplement,
        },
        data: attachment.bytes.clone().into(),
        modification_date: Some(date(at)),
        compress: Some(false),
        location: None,
    };
    document.embed_file(file).ok_or_else(|| PdfError::SameName(attachment.name.clone()))
}

/// All figures, in the order in which they are placed.
fn images(paper: &Paper) -> Result<Vec<Image>, PdfError> {
    let figures = paper.blocks.iter().filter_map(|block| match block {
        Block::Figure(figure) => Some(figure),
        _ => None,
    });
    let read = |(number, figure): (usize, &Figure)| {
        Image::from_jpeg(figure.jpeg.clone().into(), false).map_err(|error| PdfError::Picture(number, error))
    };
    (1..).zip(figures).map(read).collect()
}

fn draw(
    document: &mut Document,
    paper: &Paper,
    laid: Laid,
    fonts: &Fonts,
    images: &[Image],
) -> Result<(), PdfError> {
    let count = laid.pages.len();
    let mut drawn: Vec<Vec<Identifier>> = vec![Vec::new(); laid.slots];
    for (number, marks) in (1..).zip(&laid.pages) {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).ok_or(PdfError::Form("the page"))?;
        let mut page = document.start_page_with(settings);
        let mut pen = Pen { surface: page.surface(), fonts, images, drawn: &mut drawn };
        for mark in marks {
            pen.mark(mark)?;
        }
        pen.footer(&paper.footer, &format!("Pagina {number} van {count}"))?;
    }
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    laid.elements.into_iter().for_each(|element| tree.push(element.tagged(&mut drawn)));
    document.set_tag_tree(tree);
    Ok(())
}

/// Draws on one page.
struct Pen<'p, 's> {
    surface: Surface<'s>,
    fonts: &'p Fonts,
    images: &'p [Image],
    /// What was drawn for each slot.
    drawn: &'p mut Vec<Vec<Identifier>>,
}

impl Pen<'_, '_> {
    fn mark(&mut self, mark: &Mark) -> Result<(), PdfError> {
        match mark {
            Mark::Text { slot, x, y, style, words } => {
                self.begin(*slot, ContentTag::Span(SpanTag::empty()), ArtifactType::PaginationOther);
                self.text(*x, *y, *style, words);
            }
            Mark::Rule { y, thickness } => {
                self.begin(None, ContentTag::Other, ArtifactType::Layout);
                self.rule(*y, *thickness)?;
            }
            Mark::Figure { slot, figure, x, y, width, height } => {
                self.begin(Some(*slot), ContentTag::Other, ArtifactType::Layout);
                self.image(*figure, (*x, *y), (*width, *height))?;
            }
        }
        self.surface.end_tagged();
        Ok(())
    }

    /// What follows belongs to that slot, or is ornament.
    fn begin(&mut self, slot: Option<Slot>, tag: ContentTag<'_>, ornament: ArtifactType) {
        let Some(slot) = slot else {
            self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ornament)));
            return;
        };
        let mark = self.surface.start_tagged(tag);
        if let Some(marks) = self.drawn.get_mut(slot.0) {
            marks.push(mark);
        }
    }

    fn text(&mut self, x: f32, y: f32, style: Style, words: &str) {
        let face = self.fonts.face(style.weight);
        self.surface.set_fill(Some(fill(style.ink)));
        let start = Point::from_xy(x, y + style.baseline());
        self.surface.draw_glyphs(start, &face.glyphs(words), face.font.clone(), words, style.size, false);
    }

    fn rule(&mut self, y: f32, thickness: f32) -> Result<(), PdfError> {
        let area = Rect::from_xywh(MARGIN, y - thickness / 2.0, MEASURE, thickness);
        let mut path = PathBuilder::new();
        path.push_rect(area.ok_or(PdfError::Form("a rule"))?);
        self.surface.set_fill(Some(fill(Ink::Pale)));
        self.surface.draw_path(&path.finish().ok_or(PdfError::Form("a rule"))?);
        Ok(())
    }

    fn image(
        &mut self,
        figure: usize,
        (x, y): (f32, f32),
        (width, height): (f32, f32),
    ) -> Result<(), PdfError> {
        let image = self.images.get(figure).ok_or(PdfError::Form("the picture"))?;
        let size = Size::from_wh(width, height).ok_or(PdfError::Form("the picture's size"))?;
        self.surface.push_transform(&Transform::from_translate(x, y));
        self.surface.draw_image(image.clone(), size);
        self.surface.pop();
        Ok(())
    }

    fn footer(&mut self, left: &str, right: &str) -> Result<(), PdfError> {
        self.begin(None, ContentTag::Other, ArtifactType::Footer);
        self.rule(FOOTER, 0.4)?;
        self.text(MARGIN, FOOTER + 6.0, FOOT, left);
        let width = self.fonts.width(right, FOOT);
        self.text(MARGIN + MEASURE - width, FOOTER + 6.0, FOOT, right);
        self.surface.end_tagged();
        Ok(())
    }
}

fn fill(ink: Ink) -> Fill {
    let colour = match ink {
        Ink::Black => rgb::Color::new(26, 26, 26),
        Ink::Blue => rgb::Color::new(21, 66, 115),
        Ink::Grey => rgb::Color::new(89, 89, 89),
        Ink::Pale => rgb::Color::new(166, 166, 166),
    };
    Fill { paint: colour.into(), ..Fill::default() }
}
