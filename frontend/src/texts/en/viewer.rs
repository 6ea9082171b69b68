//! Words of the picture viewer and of the status line.

use crate::texts::{StatusTexts, ViewerTexts};
use poortwacht_domain::ImageKind;

pub(super) const VIEWER: ViewerTexts = ViewerTexts {
    view: "Large picture; when enlarged, the arrow keys move it",
    tools: "Enlarge and choose pictures",
    larger: "Larger",
    smaller: "Smaller",
    fit: "Fit",
    zoom: "{}%",
    previous: "Previous picture",
    next: "Next picture",
    beside: "Side by side",
    choose: "Show large: {}",
    adjust: "Light and contrast",
    brightness: "Brightness",
    contrast: "Contrast",
    invert: "Negative",
    pixels: "Separate pixels",
    reset: "Reset picture",
    help_zoom: "larger, smaller, fit",
    help_frames: "previous and next picture",
    help_view: "two pictures side by side, negative",
};

pub(super) const STATUS: StatusTexts = StatusTexts {
    unreachable: "Poortwacht cannot be reached now. What you typed is still here. This message goes away when the connection is back.",
    back: "Poortwacht can be reached again. You can go on.",
    busy: "Busy…",
};

pub(super) const fn image_kind(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Overview => "overview",
        ImageKind::Plate => "number plate",
        ImageKind::Sign => "sign",
        ImageKind::Sequence => "following picture",
    }
}
