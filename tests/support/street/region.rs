//! What is where in a drawn picture.

use serde::Serialize;

use super::canvas::Rect;

/// A declared part of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    /// What is in it.
    pub kind: RegionKind,
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Region {
    /// A region; `None` when the rectangle is not inside any picture.
    pub fn new(kind: RegionKind, rect: Rect) -> Option<Self> {
        let (x, y) = (u32::try_from(rect.x).ok()?, u32::try_from(rect.y).ok()?);
        let (width, height) = (u32::try_from(rect.width).ok()?, u32::try_from(rect.height).ok()?);
        Some(Self { kind, x, y, width, height })
    }

    /// Its place.
    pub fn rect(&self) -> Rect {
        let whole = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
        Rect::new(whole(self.x), whole(self.y), whole(self.width), whole(self.height))
    }
}

/// What a region holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RegionKind {
    /// A vehicle; the first one is the case's own.
    Vehicle,
    /// A plate; the first one is the case's own.
    Plate,
    /// The traffic sign.
    Sign,
    /// Burned-in text.
    Overlay,
    /// A pedestrian.
    Person,
    /// A cyclist.
    Cyclist,
    /// A windscreen.
    Windscreen,
}
