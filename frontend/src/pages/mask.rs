//! Mask editor: one picture, rectangles on it, and the word that it is for good. Without scripts two clicks make a
//! rectangle, or four numbers do; with them one draws.

use crate::components::alert::{Kind, alert};
use crate::components::form::error_summary;
use crate::components::picture::Picture;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::mask_parts;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use leptos::prelude::*;
use poortwacht_domain::{CaseRef, Rect};

pub use super::mask_form::{DrawForm, MaskForm, areas_text, drawn_size, read_areas, scaled};

/// A rectangle as it was typed.
#[derive(Clone, Debug, Default)]
pub struct TypedArea {
    /// First column.
    pub left: String,
    /// First row.
    pub top: String,
    /// Columns.
    pub width: String,
    /// Rows.
    pub height: String,
}

/// The page.
#[derive(Clone, Debug)]
pub struct MaskPage {
    /// The case.
    pub reference: CaseRef,
    /// The picture's place in the packet.
    pub ordinal: u32,
    /// The places of all pictures of the case.
    pub ordinals: Vec<u32>,
    /// The picture.
    pub picture: Picture,
    /// Width of the whole picture in pixels, in which rectangles are counted.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// The case lies on the reader's desk.
    pub on_desk: bool,
    /// What was drawn.
    pub areas: Vec<Rect>,
    /// The first corner of a rectangle, when one was clicked.
    pub corner: Option<(u32, u32)>,
    /// The reason's code.
    pub reason: String,
    /// The rectangle that was typed and not accepted.
    pub typed: TypedArea,
    /// Somebody else was faster; nothing was masked.
    pub changed: bool,
    /// What must be corrected: `areas`, `reason`, or a name of [`TypedArea`].
    pub errors: FieldErrors,
}

impl MaskPage {
    /// Where the reader came from.
    pub(crate) fn way_back(&self) -> String {
        if self.on_desk { paths::REVIEW.into() } else { paths::case(&self.reference) }
    }
}

impl Page for MaskPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.mask.title.into()
    }

    fn section(&self) -> Option<Section> {
        self.on_desk.then_some(Section::Review)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.mask;
        let labels = [
            ("areas", t.areas),
            ("reason", t.reason),
            ("left", t.left),
            ("top", t.top),
            ("width", t.width),
            ("height", t.height),
        ];
        let place = self.ordinal.saturating_add(1);
        let lead = fill(t.lead, &[&self.reference.as_str(), &place, &self.ordinals.len()]);
        view! {
            <div class="pw-intro">
                <h1 class="utrecht-heading-1">{t.title}</h1>
                <p class="pw-lead pw-reference">{lead}</p>
            </div>
            {self.changed.then(|| alert(Kind::Warning, None, t.changed))}
            {error_summary(&self.errors, &labels, texts)}
            {mask_parts::tabs(&self, texts)}
            <div class="pw-mask" data-island="mask" data-width=self.width.to_string() data-height=self.height.to_string()
                data-area=t.area data-remove=t.remove data-remove-area=t.remove_area>
                <div class="pw-mask__picture">{mask_parts::picture(&self, frame)}</div>
                <div class="pw-mask__panel">
                    {mask_parts::areas(&self, frame)}
                    {mask_parts::typed(&self, frame)}
                    {mask_parts::save(&self, frame)}
                </div>
            </div>
        }
        .into_any()
    }
}
