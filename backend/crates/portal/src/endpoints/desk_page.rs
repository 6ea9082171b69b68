//! What lies on the desk, as the page takes it.

use poortwacht_domain::offence::signs_of;
use poortwacht_domain::{OffenceCode, Sign};
use poortwacht_frontend::components::decision::{Decision, RecentDecision};
use poortwacht_frontend::pages::review::{
    ConfirmForm, Desk, DeskCase, DeskPictures, EarlierCase, NearMatch, OffenceChoice, Returned,
};
use poortwacht_frontend::texts::Texts;
use poortwacht_services::case_file;
use poortwacht_services::export::ReturnNote;
use poortwacht_services::pictures::{GrantedPicture, Rendition};
use poortwacht_services::review;

use crate::case_facts;

pub(crate) fn desk(desk: review::Desk, texts: &'static Texts) -> Desk {
    match desk {
        review::Desk::Case(case) => Desk::Case(Box::new(on_desk(*case, texts))),
        review::Desk::Idle => Desk::Idle,
        review::Desk::Empty => Desk::Empty,
        review::Desk::NotAuthorised => Desk::NotAuthorised,
    }
}

pub(crate) fn recent(decision: review::RecentDecision) -> RecentDecision {
    RecentDecision {
        reference: decision.reference,
        decision: match decision.decision {
            review::Decision::Confirmed => Decision::Confirmed,
            review::Decision::Dismissed(reason) => Decision::Dismissed(reason),
        },
        at: decision.at,
        undo_until: decision.undo_until,
    }
}

fn on_desk(case: review::DeskCase, texts: &'static Texts) -> DeskCase {
    let form = ConfirmForm {
        case: case.reference.as_str().to_owned(),
        offence_code: case.proposal.offence_code.map(|code| code.to_string()).unwrap_or_default(),
        vehicle_category: case
            .proposal
            .vehicle_category
            .map(|category| category.to_string())
            .unwrap_or_default(),
        grounds: case.proposal.grounds,
        corrections: case.corrections.to_string(),
        ..ConfirmForm::default()
    };
    let correction = (case.plate.plate.display(), case.plate.country.as_str().to_owned());
    DeskCase {
        correction,
        values: case.values.into_inner(),
        returned: case.returned.map(returned),
        reference: case.reference,
        captured_at: case.captured_at,
        location: case.location,
        deadline: case.deadline,
        pictures: pictures(case.pictures),
        plate: case_facts::plate(case.plate),
        vehicle: case_facts::vehicle(case.vehicle),
        exemption_checked_at: case.exemption.checked_at,
        exemption: case_facts::exemption(case.exemption.result),
        near: case.exemption.near.into_iter().map(near).collect(),
        earlier: case.earlier.into_iter().map(earlier).collect(),
        dossier: case_facts::dossier(case.dossier),
        incomplete: case.incomplete,
        windscreen_asked: case.windscreen_asked,
        plate_masked: case.plate_masked,
        offences: case.offences.into_iter().map(|code| offence(code, texts)).collect(),
        categories: case.categories,
        form,
        explanation: String::new(),
    }
}

fn pictures(granted: Vec<GrantedPicture>) -> DeskPictures {
    let mut pictures = DeskPictures::default();
    for picture in granted {
        let rendition = picture.rendition;
        let picture = case_facts::picture(picture);
        match rendition {
            Rendition::Overview => pictures.overview = Some(picture),
            Rendition::Plate => pictures.plate = Some(picture),
            Rendition::Sign => pictures.sign = Some(picture),
            Rendition::Work => pictures.overview_work = Some(picture),
            Rendition::Sequence => pictures.sequence.push(picture),
        }
    }
    pictures
}

fn near(near: case_file::NearMatch) -> NearMatch {
    NearMatch { plate: near.plate, category: near.category, until: near.until }
}

fn returned(note: ReturnNote) -> Returned {
    Returned { at: note.at, code: note.code, words: note.text.unwrap_or_default() }
}

fn earlier(case: case_file::EarlierCase) -> EarlierCase {
    EarlierCase { reference: case.reference, captured_at: case.captured_at, state: case.state }
}

/// An offence in words: the signs that it is about.
fn offence(code: OffenceCode, texts: &'static Texts) -> OffenceChoice {
    let signs: Vec<String> = signs_of(&code).iter().map(Sign::to_string).collect();
    OffenceChoice { description: format!("{} {}", texts.review.sign_code, signs.join(", ")), code }
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::ImageKind;
    use poortwacht_frontend::texts::Language;

    use super::*;

    #[test]
    fn an_offence_is_named_by_its_sign() {
        let choice = offence(OffenceCode::parse("R559").unwrap(), Texts::of(Language::Dutch));
        assert_eq!(choice.description, "Bord C12");
    }

    #[test]
    fn every_picture_finds_its_place_on_the_desk() {
        let picture = |rendition: Rendition| GrantedPicture {
            rendition,
            kind: ImageKind::Overview,
            ordinal: 0,
            token: rendition.as_str().to_owned(),
            width: 1,
            height: 1,
        };
        let shown = pictures(vec![
            picture(Rendition::Plate),
            picture(Rendition::Sequence),
            picture(Rendition::Overview),
        ]);
        assert_eq!(shown.overview.map(|picture| picture.grant).as_deref(), Some("overview"));
        assert_eq!(shown.plate.map(|picture| picture.grant).as_deref(), Some("plate"));
        assert_eq!(shown.sequence.len(), 1);
        assert!(shown.sign.is_none());
    }
}
