//! The mask editor: shown, drawn in without scripts, and saved for good.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_domain::{MaskReason, Rect};
use poortwacht_frontend::pages::mask::{
    DrawForm, MaskForm, MaskPage, TypedArea, drawn_size, read_areas, scaled,
};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::masking::{self, Editor, MOST_AREAS, MaskRequest};
use poortwacht_services::review::ReviewRefusal;
use poortwacht_services::{FieldProblem, Flaw, ServiceError};
use serde::Deserialize;

use super::desk;
use crate::failure::Failure;
use crate::notice::{self, MASKED};
use crate::visit::Visit;
use crate::{case_facts, form, page};

const FIELDS: [&str; 6] = ["areas", "reason", "left", "top", "width", "height"];

/// Case and picture as an address names them.
type Place = Path<(String, String)>;

/// What a link to the editor may choose already.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chosen {
    reason: String,
}

/// `GET /cases/{reference}/mask/{ordinal}`
pub(crate) async fn show(visit: Visit, place: Place, chosen: Query<Chosen>) -> Result<HttpResponse, Failure> {
    let editor = open(&visit, &place).await?;
    let reason = chosen.reason.parse().unwrap_or(MaskReason::Person);
    Ok(visit.show(blank(editor, reason.as_str().to_owned())))
}

/// `POST /cases/{reference}/mask/{ordinal}/draw`
pub(crate) async fn draw(visit: Visit, place: Place, form: Form<DrawForm>) -> Result<HttpResponse, Failure> {
    let editor = open(&visit, &place).await?;
    let form = form.into_inner();
    let mut shown = blank(editor, form.reason.clone());
    shown.areas = areas(&form.areas)?;
    let drawn = step(&mut shown, &form);
    if let Err(error) = drawn {
        shown.errors = form::complaints(error, &FIELDS)?;
        return Ok(visit.show_again(shown));
    }
    Ok(visit.show(shown))
}

/// `POST /cases/{reference}/mask/{ordinal}`
pub(crate) async fn send(visit: Visit, place: Place, form: Form<MaskForm>) -> Result<HttpResponse, Failure> {
    let (case, ordinal) = (place.0.clone(), ordinal(&place)?);
    let form = form.into_inner();
    let areas = areas(&form.areas)?;
    let request = MaskRequest { case, ordinal, areas: areas.clone(), reason: form.reason.clone() };
    match masking::mask(visit.services(), visit.actor(), request).await {
        Ok(masked) if masked.on_desk => Ok(page::see(&notice::on(paths::REVIEW, MASKED))),
        Ok(masked) => Ok(page::see(&paths::case(&masked.reference))),
        Err(ReviewRefusal::Invalid(problems)) => {
            let errors = form::complaints_of(problems, &FIELDS)?;
            let shown = blank(open(&visit, &place).await?, form.reason);
            Ok(visit.show_again(MaskPage { areas, errors, ..shown }))
        }
        // Somebody else was faster: look again, with all that was drawn.
        Err(ReviewRefusal::Service(ServiceError::Conflict(_))) => {
            let shown = blank(open(&visit, &place).await?, form.reason);
            Ok(visit.show_again(MaskPage { areas, changed: true, ..shown }))
        }
        Err(refusal) => Err(desk::failure(refusal)),
    }
}

async fn open(visit: &Visit, place: &Place) -> Result<Editor, Failure> {
    let editor = masking::show(visit.services(), visit.actor(), &place.0, ordinal(place)?).await;
    editor.map_err(desk::failure)
}

/// What is no number is no picture.
fn ordinal(place: &Place) -> Result<u32, Failure> {
    place.1.parse().map_err(|_| ServiceError::NotFound("picture").into())
}

/// Rectangles that are not in our own form were not drawn on our page.
fn areas(text: &str) -> Result<Vec<Rect>, Failure> {
    read_areas(text).ok_or_else(|| ServiceError::Invalid(Vec::new()).into())
}

fn blank(editor: Editor, reason: String) -> MaskPage {
    MaskPage {
        reference: editor.reference,
        ordinal: editor.ordinal,
        ordinals: editor.ordinals,
        picture: case_facts::picture(editor.picture),
        width: editor.width,
        height: editor.height,
        on_desk: editor.on_desk,
        areas: Vec::new(),
        corner: None,
        reason,
        typed: TypedArea::default(),
        changed: false,
        errors: FieldErrors::none(),
    }
}

/// One step: a rectangle goes, a corner is clicked, or a rectangle was typed.
fn step(shown: &mut MaskPage, form: &DrawForm) -> Result<(), ServiceError> {
    if let Ok(place) = form.remove.parse::<usize>() {
        if place < shown.areas.len() {
            shown.areas.remove(place);
        }
        return Ok(());
    }
    let size = (shown.width, shown.height);
    if let Some(point) = clicked(shown, form) {
        match pair(&form.corner) {
            Some(corner) => add(shown, masking::between(corner, point, size))?,
            None => shown.corner = Some(point),
        }
        return Ok(());
    }
    let typed = masking::TypedArea {
        left: form.left.clone(),
        top: form.top.clone(),
        width: form.width.clone(),
        height: form.height.clone(),
    };
    let read = masking::read_area(&typed, size).and_then(|area| add(shown, area));
    if read.is_err() {
        let masking::TypedArea { left, top, width, height } = typed;
        shown.typed = TypedArea { left, top, width, height };
    }
    read
}

fn add(shown: &mut MaskPage, area: Rect) -> Result<(), ServiceError> {
    if shown.areas.len() >= MOST_AREAS {
        let problem = FieldProblem::flawed("areas", Flaw::TooManyAreas { max: MOST_AREAS });
        return Err(ServiceError::Invalid(vec![problem]));
    }
    shown.areas.push(area);
    Ok(())
}

/// Where the picture was clicked, in pixels of the whole picture.
fn clicked(shown: &MaskPage, form: &DrawForm) -> Option<(u32, u32)> {
    let (width, height) = drawn_size(shown.picture.width, shown.picture.height);
    let (x, y) = (form.x.parse::<u32>().ok()?, form.y.parse::<u32>().ok()?);
    let x = scaled(x.min(width), shown.width, width);
    let y = scaled(y.min(height), shown.height, height);
    Some((x.min(shown.width.saturating_sub(1)), y.min(shown.height.saturating_sub(1))))
}

fn pair(text: &str) -> Option<(u32, u32)> {
    let (x, y) = text.split_once(',')?;
    Some((x.trim().parse().ok()?, y.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::CaseRef;
    use poortwacht_domain::testing::SequenceRng;
    use poortwacht_frontend::components::picture::Picture;

    use super::*;

    /// A picture of 2560 by 1440, sent at 1280 by 720 and drawn at 840 by 473.
    fn editor(areas: &str) -> MaskPage {
        MaskPage {
            reference: CaseRef::random(&SequenceRng::new(1)),
            ordinal: 0,
            ordinals: vec![0],
            picture: Picture { ordinal: 0, grant: String::new(), width: 1280, height: 720 },
            width: 2560,
            height: 1440,
            on_desk: true,
            areas: read_areas(areas).unwrap(),
            corner: None,
            reason: String::new(),
            typed: TypedArea::default(),
            changed: false,
            errors: FieldErrors::none(),
        }
    }

    fn click(x: &str, y: &str, corner: &str) -> DrawForm {
        DrawForm { x: x.into(), y: y.into(), corner: corner.into(), ..DrawForm::default() }
    }

    #[test]
    fn two_clicks_make_a_rectangle_in_pixels_of_the_picture() {
        let mut shown = editor("");
        step(&mut shown, &click("105", "473", "")).unwrap();
        assert_eq!((shown.corner, shown.areas.len()), (Some((320, 1439)), 0));
        step(&mut shown, &click("99999", "0", "320,1439")).unwrap();
        assert_eq!(shown.areas, [Rect { x: 320, y: 0, width: 2240, height: 1440 }]);
    }

    #[test]
    fn a_rectangle_is_removed_by_its_place_and_another_place_changes_nothing() {
        let mut shown = editor("1,1,8,8;2,2,8,8");
        for (place, left) in [("7", 2), ("0", 1)] {
            step(&mut shown, &DrawForm { remove: place.into(), ..DrawForm::default() }).unwrap();
            assert_eq!(shown.areas.len(), left, "{place}");
        }
        assert_eq!(shown.areas, [Rect { x: 2, y: 2, width: 8, height: 8 }]);
    }

    #[test]
    fn a_typed_rectangle_that_does_not_fit_stays_typed() {
        let mut shown = editor("");
        let form = DrawForm {
            left: "2600".into(),
            top: "0".into(),
            width: "8".into(),
            height: "8".into(),
            ..DrawForm::default()
        };
        assert!(matches!(step(&mut shown, &form), Err(ServiceError::Invalid(_))));
        assert_eq!((shown.typed.left.as_str(), shown.areas.len()), ("2600", 0));
        let mut full = editor(&["1,1,8,8"; MOST_AREAS].join(";"));
        let fits = DrawForm { left: "0".into(), ..form };
        assert!(matches!(step(&mut full, &fits), Err(ServiceError::Invalid(_))));
        assert_eq!((full.areas.len(), full.typed.left.as_str()), (MOST_AREAS, "0"));
    }
}
