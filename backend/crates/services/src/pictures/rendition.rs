//! Which pictures a page shows, and in which form.

use jiff::Timestamp;
use poortwacht_domain::passage::ImageDeclaration;
use poortwacht_domain::{ImageKind, Rect};
use poortwacht_evidence::jpeg::{case_plate, crop_area};
use poortwacht_ledger::{GrantTerms, Pending, issue_grant};
use poortwacht_store::Tx;
use poortwacht_store::pictures::Picture;

use crate::{Actor, ServiceError, Services, token};

/// A picture scaled for the page is at most this wide: wider than any column of the page, and half of the usual 2560, which
/// decodes a good deal faster than five eighths.
pub(super) const WORK_WIDTH: u32 = 1280;
/// How much the page enlarges the plate.
const PLATE_SCALE: u32 = 4;
/// A crop is not shown larger than this many pixels.
const MOST_CROP_PIXELS: u64 = 4_000_000;

/// A form in which a picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rendition {
    /// The overview in full, for zooming.
    Overview,
    /// Scaled down to what fits a page.
    Work,
    /// The plate, enlarged four times.
    Plate,
    /// The sign, in full.
    Sign,
    /// A frame before or after, scaled down.
    Sequence,
}

impl Rendition {
    const ALL: [Self; 5] = [Self::Overview, Self::Work, Self::Plate, Self::Sign, Self::Sequence];

    /// The text in a grant.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Work => "work",
            Self::Plate => "plate",
            Self::Sign => "sign",
            Self::Sequence => "sequence",
        }
    }

    /// Reads the text in a grant.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rendition| rendition.as_str() == text)
    }
}

/// A picture that the page was granted.
#[derive(Debug, Clone)]
pub struct GrantedPicture {
    /// In which form.
    pub rendition: Rendition,
    /// What the picture shows.
    pub kind: ImageKind,
    /// Its place in the packet.
    pub ordinal: u32,
    /// The grant's token, for the picture's address.
    pub token: String,
    /// Width in pixels of what will be sent, so that the page does not jump.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// What the review desk shows: the first overview in full, and smaller for a narrow screen; the plate enlarged, the sign,
/// and everything else as a frame.
pub(crate) fn on_desk(pictures: &[Picture]) -> Vec<(&Picture, Rendition)> {
    let first = |kind| pictures.iter().find(|picture| picture.kind == kind);
    let overview = first(ImageKind::Overview);
    let plate = first(ImageKind::Plate).or(overview);
    let form = |picture: &Picture| match picture.kind {
        ImageKind::Plate => None,
        ImageKind::Sign => Some(Rendition::Sign),
        _ if overview == Some(picture) => Some(Rendition::Overview),
        _ => Some(Rendition::Sequence),
    };
    let others = pictures.iter().filter_map(|picture| Some((picture, form(picture)?)));
    let narrow = overview.filter(|picture| picture.width > WORK_WIDTH);
    let narrow = narrow.map(|picture| (picture, Rendition::Work));
    others.chain(plate.map(|picture| (picture, Rendition::Plate))).chain(narrow).collect()
}

/// What the page of a case shows: every picture, scaled down.
pub(crate) fn on_case_page(pictures: &[Picture]) -> Vec<(&Picture, Rendition)> {
    pictures.iter().map(|picture| (picture, Rendition::Work)).collect()
}

/// Stores a grant for each picture, on the view's own entry and in its transaction.
pub(crate) fn grant(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    view: &Pending,
    wanted: Vec<(&Picture, Rendition)>,
    needs_claim: bool,
) -> Result<Vec<GrantedPicture>, ServiceError> {
    let expires_at = services.now().saturating_add(services.config().grant).unwrap_or(Timestamp::MAX);
    let mut granted = Vec::with_capacity(wanted.len());
    for (picture, rendition) in wanted {
        let token = token::fresh(services.rng().as_ref());
        let terms = GrantTerms {
            token_hash: token::hash(&token),
            session_hash: actor.session_hash.clone(),
            municipality: actor.municipality,
            ordinal: picture.ordinal,
            rendition: rendition.as_str().to_owned(),
            needs_claim,
            expires_at,
        };
        issue_grant(tx, &actor.scope(), view, terms)?;
        let (width, height) = size(picture, rendition);
        granted.push(GrantedPicture {
            rendition,
            kind: picture.kind,
            ordinal: picture.ordinal,
            token,
            width,
            height,
        });
    }
    Ok(granted)
}

/// The size of what will be sent; that of a plate is known only once the packet is open, see [`plate_size`].
fn size(picture: &Picture, rendition: Rendition) -> (u32, u32) {
    match rendition {
        Rendition::Overview | Rendition::Sign | Rendition::Plate => (picture.width, picture.height),
        Rendition::Work | Rendition::Sequence => scaled(picture.width, picture.height),
    }
}

/// The decoder scales by eighths, the largest that fits.
fn scaled(width: u32, height: u32) -> (u32, u32) {
    if width <= WORK_WIDTH {
        return (width, height);
    }
    let eighths = |length: u32, count: u32| (u64::from(length) * u64::from(count)).div_ceil(8);
    let fits = |count: &u32| eighths(width, *count) <= u64::from(WORK_WIDTH);
    let count = (1..8).rev().find(fits).unwrap_or(1);
    let length = |length| u32::try_from(eighths(length, count)).unwrap_or(WORK_WIDTH);
    (length(width), length(height))
}

/// The area that shows the case's plate: the declared one, or a whole close-up without one. `None` when an overview
/// declares none.
pub(crate) fn plate_area(image: &ImageDeclaration, width: u32, height: u32) -> Option<Rect> {
    let whole = Rect { x: 0, y: 0, width, height };
    let declared = case_plate(&image.regions).and_then(|area| area.intersection(&whole));
    declared.or_else(|| (image.kind == ImageKind::Plate).then_some(whole))
}

/// The size at which the page shows the crop with the plate; `None` when the picture shows none.
pub(crate) fn plate_size(image: &ImageDeclaration, width: u32, height: u32) -> Option<(u32, u32)> {
    let area = crop_area(plate_area(image, width, height)?, width, height)?;
    let pixels = u64::from(area.width) * u64::from(area.height);
    let fits = |scale: &u32| pixels * u64::from(scale * scale) <= MOST_CROP_PIXELS;
    let scale = (1..=PLATE_SCALE).rev().find(fits).unwrap_or(1);
    Some((area.width * scale, area.height * scale))
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::{PicturePlace, Region, RegionKind};

    use super::*;

    fn picture(ordinal: u32, kind: ImageKind) -> Picture {
        Picture {
            ordinal,
            kind,
            width: 2560,
            height: 1440,
            captured_at: Timestamp::UNIX_EPOCH,
            received_sha256: String::new(),
            sealed_sha256: String::new(),
            manifest: String::new(),
            revision: 1,
            place: PicturePlace::Database,
            object: None,
        }
    }

    fn shown(kinds: &[ImageKind]) -> Vec<(u32, Rendition)> {
        let pictures: Vec<_> = kinds.iter().zip(0..).map(|(kind, ordinal)| picture(ordinal, *kind)).collect();
        on_desk(&pictures).into_iter().map(|(picture, form)| (picture.ordinal, form)).collect()
    }

    #[test]
    fn the_desk_shows_the_plate_from_the_close_up_or_else_from_the_overview() {
        use ImageKind::{Overview, Plate, Sequence, Sign};
        assert_eq!(
            shown(&[Overview]),
            [(0, Rendition::Overview), (0, Rendition::Plate), (0, Rendition::Work)]
        );
        assert_eq!(
            shown(&[Plate, Overview, Sign, Sequence, Overview]),
            [
                (1, Rendition::Overview),
                (2, Rendition::Sign),
                (3, Rendition::Sequence),
                (4, Rendition::Sequence),
                (0, Rendition::Plate),
                (1, Rendition::Work)
            ]
        );
        assert_eq!(shown(&[]), []);
    }

    #[test]
    fn a_wide_picture_is_scaled_by_eighths() {
        assert_eq!(scaled(1280, 720), (1280, 720));
        assert_eq!(scaled(2560, 1440), (1280, 720));
        assert_eq!(scaled(1920, 1080), (1200, 675));
        assert_eq!(scaled(4000, 3000), (1000, 750));
        assert_eq!(scaled(60_000, 8), (7500, 1));
    }

    #[test]
    fn an_overview_without_a_declared_plate_shows_none() {
        let mut image = ImageDeclaration {
            part: "overview".to_owned(),
            kind: ImageKind::Overview,
            sha256: String::new(),
            captured_at: Timestamp::UNIX_EPOCH,
            regions: Vec::new(),
        };
        assert_eq!(plate_size(&image, 2560, 1440), None);
        let plate = Region { kind: RegionKind::Plate, x: 100, y: 100, width: 120, height: 30 };
        image.regions.push(plate);
        assert_eq!(plate_size(&image, 2560, 1440), Some((768, 384)));
        let close_up = ImageDeclaration { kind: ImageKind::Plate, regions: Vec::new(), ..image };
        assert_eq!(plate_size(&close_up, 200, 50), Some((800, 200)));
    }
}
