//! A QR code as inline SVG: no picture to fetch, no style to allow.

use leptos::prelude::*;
use qrcode::{Color, QrCode};

/// Light modules around the code, as its standard asks.
const QUIET: usize = 4;

/// The code of a text; nothing when the text is too long for one.
pub(crate) fn qr(text: &str, label: &'static str) -> Option<AnyView> {
    let code = QrCode::new(text).ok()?;
    let side = code.width() + 2 * QUIET;
    let path = dark_modules(&code);
    let view = view! {
        <svg class="pw-qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label shape-rendering="crispEdges">
            <rect width=side.to_string() height=side.to_string() fill="#fff"></rect>
            <path d=path fill="#000"></path>
        </svg>
    };
    Some(view.into_any())
}

fn dark_modules(code: &QrCode) -> String {
    let width = code.width();
    let colors = code.to_colors();
    let dark = colors.iter().enumerate().filter(|(_, color)| **color == Color::Dark);
    dark.map(|(index, _)| format!("M{} {}h1v1h-1z", index % width + QUIET, index / width + QUIET)).collect()
}
