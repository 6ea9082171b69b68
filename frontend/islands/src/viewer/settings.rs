//! How an officer likes to look: kept for the next case and over a reload, until the tab is closed. Nothing of a case
//! is in it.

use std::fmt;

use super::view::View;
use crate::dom;

const KEY: &str = "poortwacht-viewer";

/// Bounds of brightness and contrast in percent; the controls have the same.
const PERCENT: (u32, u32) = (40, 300);

/// Zoom, place, light, and how frames are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Settings {
    pub(super) view: View,
    /// In percent.
    pub(super) brightness: u32,
    /// In percent.
    pub(super) contrast: u32,
    /// Light for dark.
    pub(super) invert: bool,
    /// The enlarged plate shows the camera's own pixels.
    pub(super) pixels: bool,
    /// Two frames side by side.
    pub(super) beside: bool,
}

impl Settings {
    /// As a case looks to somebody who changed nothing.
    pub(super) const PLAIN: Self =
        Self { view: View::FIT, brightness: 100, contrast: 100, invert: false, pixels: true, beside: false };

    /// What was kept, or the plain settings.
    pub(super) fn kept() -> Self {
        dom::kept(KEY).and_then(|text| Self::parse(&text)).unwrap_or(Self::PLAIN)
    }

    pub(super) fn keep(&self) {
        dom::keep(KEY, &self.to_string());
    }

    /// The CSS filter of every picture; nothing to filter is `none`.
    pub(super) fn filter(&self) -> String {
        if (self.brightness, self.contrast, self.invert) == (100, 100, false) {
            return "none".into();
        }
        let invert = if self.invert { " invert(1)" } else { "" };
        format!("brightness({}%) contrast({}%){invert}", self.brightness, self.contrast)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';');
        let mut next = || parts.next();
        Some(Self {
            view: View::parse(next()?, next()?, next()?)?,
            brightness: percent(next()?)?,
            contrast: percent(next()?)?,
            invert: next()? == "1",
            pixels: next()? == "1",
            beside: next()? == "1",
        })
    }
}

/// A percentage within bounds.
pub(super) fn percent(text: &str) -> Option<u32> {
    text.parse().ok().map(|value: u32| value.clamp(PERCENT.0, PERCENT.1))
}

impl fmt::Display for Settings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [invert, pixels, beside] = [self.invert, self.pixels, self.beside].map(u8::from);
        write!(out, "{};{};{};{invert};{pixels};{beside}", self.view, self.brightness, self.contrast)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_being_written_and_read() {
        let settings = Settings {
            view: View::new(2.5, 0.3, 0.4),
            brightness: 140,
            contrast: 220,
            invert: true,
            pixels: false,
            beside: true,
        };
        assert_eq!(Settings::parse(&settings.to_string()), Some(settings));
        assert_eq!(Settings::parse(&Settings::PLAIN.to_string()), Some(Settings::PLAIN));
    }

    #[test]
    fn settings_of_another_version_are_not_taken_for_ours() {
        assert_eq!(Settings::parse(""), None);
        assert_eq!(Settings::parse("200000000;50000000;50000000;bright;100;0;1;0"), None);
        let bounded = Settings::parse("200000000;50000000;50000000;9999;0;0;1;0").unwrap();
        assert_eq!((bounded.brightness, bounded.contrast), (300, 40));
    }

    #[test]
    fn nothing_is_filtered_until_somebody_asks() {
        assert_eq!(Settings::PLAIN.filter(), "none");
        let night = Settings { brightness: 180, invert: true, ..Settings::PLAIN };
        assert_eq!(night.filter(), "brightness(180%) contrast(100%) invert(1)");
    }
}
