//! The two typefaces (Source Sans 3, SIL Open Font License 1.1), built in.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use ttf_parser::Face;

use super::style::{Style, Weight};

static REGULAR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/regular.ttf"));
static BOLD: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/bold.ttf"));

/// Stands for what the typeface has no glyph for.
const UNKNOWN: char = '?';

/// Both typefaces.
pub(super) struct Fonts {
    regular: Typeface,
    bold: Typeface,
}

impl Fonts {
    /// Reads the built-in files; `None` only if the program was built with files that are no fonts.
    pub(super) fn load() -> Option<Self> {
        Some(Self { regular: Typeface::read(REGULAR)?, bold: Typeface::read(BOLD)? })
    }

    pub(super) fn face(&self, weight: Weight) -> &Typeface {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The width of a text in one line.
    pub(super) fn width(&self, text: &str, style: Style) -> f32 {
        let face = self.face(style.weight);
        text.chars().map(|letter| face.advance(letter)).sum::<f32>() * style.size
    }
}

/// One typeface. Letters stand next to each other without kerning or ligatures: a hash must be read letter by letter, and
/// so must a text that is copied out of the file.
pub(super) struct Typeface {
    /// As the writer wants it.
    pub(super) font: Font,
    face: Face<'static>,
}

impl Typeface {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        Some(Self { font: Font::new(bytes.into(), 0)?, face: Face::parse(bytes, 0).ok()? })
    }

    /// The text with nothing in it that the typeface cannot show: a file for the archive must not hold empty boxes.
    pub(super) fn showable(&self, text: &str) -> String {
        let shown = |letter: char| match letter {
            letter if letter.is_whitespace() => ' ',
            letter if self.face.glyph_index(letter).is_some() => letter,
            _ => UNKNOWN,
        };
        text.chars().map(shown).collect()
    }

    /// The text as glyphs, each bound to its letter so that it can be copied.
    pub(super) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(start, letter): (usize, char)| {
            let id = GlyphId::new(self.face.glyph_index(letter).map_or(0, |glyph| glyph.0.into()));
            KrillaGlyph::new(id, self.advance(letter), 0.0, 0.0, 0.0, start..start + letter.len_utf8(), None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// Width of a letter as a share of the size.
    fn advance(&self, letter: char) -> f32 {
        let units = self.face.glyph_index(letter).and_then(|glyph| self.face.glyph_hor_advance(glyph));
        f32::from(units.unwrap_or_default()) / f32::from(self.face.units_per_em().max(1))
    }
}
