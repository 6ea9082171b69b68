//! Words of the picture viewer and of the status line.

use crate::texts::texts;
use poortwacht_domain::ImageKind;

texts! {
    /// Picture viewer of the review desk.
    ViewerTexts = VIEWER {
        view: "Groot beeld; vergroot is het met de pijltjestoetsen te verschuiven",
        tools: "Beeld vergroten en kiezen",
        larger: "Vergroten",
        smaller: "Verkleinen",
        fit: "Passend",
        zoom: "{} %",
        previous: "Vorig beeld",
        next: "Volgend beeld",
        beside: "Naast elkaar",
        choose: "Groot tonen: {}",
        adjust: "Licht en contrast",
        brightness: "Helderheid",
        contrast: "Contrast",
        invert: "Negatief",
        pixels: "Losse pixels",
        reset: "Beeld herstellen",
        help_zoom: "vergroten, verkleinen, passend",
        help_frames: "vorig en volgend beeld",
        help_view: "twee beelden naast elkaar, negatief",
    }
}

texts! {
    /// The line that speaks when the server is silent.
    StatusTexts = STATUS {
        unreachable: "Poortwacht is nu niet bereikbaar. Wat u typte, staat er nog. Dit bericht verdwijnt zodra de verbinding er weer is.",
        back: "Poortwacht is weer bereikbaar. U kunt verder.",
        busy: "Bezig…",
    }
}

pub(super) const fn image_kind(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Overview => "overzicht",
        ImageKind::Plate => "kenteken",
        ImageKind::Sign => "bord",
        ImageKind::Sequence => "volgbeeld",
    }
}
