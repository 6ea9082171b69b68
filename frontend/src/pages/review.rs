//! Review desk: one case, everything needed to judge it, and the judgement.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::decision::RecentDecision;
use crate::components::form::error_summary;
use crate::components::picture::Picture;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::facts::{DossierFacts, ExemptionResult, PlateReading, VehicleFacts};
use crate::pages::review_bar::{Bar, bar};
pub use crate::pages::review_forms::{
    BeginForm, CaseForm, ConfirmForm, CorrectForm, DismissForm, ReleaseForm,
};
use crate::pages::{review_case, review_panel, stock};
use crate::paths;
use crate::render::{Fragment, Page};
use crate::texts::Texts;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{
    CaseRef, CaseState, ExemptionCategory, OffenceCode, Placeholder, Plate, VehicleCategory,
};

/// A plate with an exemption that differs from the reading by one likely confusion.
#[derive(Clone, Debug)]
pub struct NearMatch {
    /// The exempt plate.
    pub plate: Plate,
    /// Kind of its exemption.
    pub category: ExemptionCategory,
    /// End of its exemption.
    pub until: Timestamp,
}

/// Another case of the same plate at this location today.
#[derive(Clone, Debug)]
pub struct EarlierCase {
    /// Its reference.
    pub reference: CaseRef,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// Where it stands.
    pub state: CaseState,
}

/// Why the CJIB sent a case back.
#[derive(Clone, Debug)]
pub struct Returned {
    /// When.
    pub at: Timestamp,
    /// Its code; `None` for one that may not be shown.
    pub code: Option<String>,
    /// Its words.
    pub words: String,
}

/// An offence code that the location enforces.
#[derive(Clone, Debug)]
pub struct OffenceChoice {
    /// The code.
    pub code: OffenceCode,
    /// Its words.
    pub description: String,
}

/// The pictures that the claim grants.
#[derive(Clone, Debug, Default)]
pub struct DeskPictures {
    /// The overview in full.
    pub overview: Option<Picture>,
    /// The same, smaller, for a narrow screen; nothing where it is small already.
    pub overview_work: Option<Picture>,
    /// The plate, enlarged.
    pub plate: Option<Picture>,
    /// The sign, where the unit sent one.
    pub sign: Option<Picture>,
    /// The frames before and after.
    pub sequence: Vec<Picture>,
}

/// The case on the desk.
#[derive(Clone, Debug)]
pub struct DeskCase {
    /// Its reference.
    pub reference: CaseRef,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// The location's name.
    pub location: String,
    /// When the case expires unjudged.
    pub deadline: Timestamp,
    /// What may be seen of it.
    pub pictures: DeskPictures,
    /// The plate as it was read.
    pub plate: PlateReading,
    /// The vehicle as the camera saw it.
    pub vehicle: VehicleFacts,
    /// When exemptions were last checked.
    pub exemption_checked_at: Timestamp,
    /// What that check found.
    pub exemption: ExemptionResult,
    /// Exempt plates that look alike.
    pub near: Vec<NearMatch>,
    /// Earlier cases of this plate, here, today.
    pub earlier: Vec<EarlierCase>,
    /// The dossier at the act.
    pub dossier: DossierFacts,
    /// The overview lacks vehicle, sign or overlay.
    pub incomplete: bool,
    /// The picture, by its place, in which somebody may be recognisable behind a windscreen that the unit did not declare;
    /// until that is answered.
    pub windscreen_asked: Option<u32>,
    /// The plate was masked in the picture that shows it.
    pub plate_masked: bool,
    /// Offence codes to choose from.
    pub offences: Vec<OffenceChoice>,
    /// Vehicle categories to choose from.
    pub categories: Vec<VehicleCategory>,
    /// What the form holds: the template at first, the officer's own words after a complaint.
    pub form: ConfirmForm,
    /// What was typed beside the reason `other`.
    pub explanation: String,
    /// What the form of the correction holds: plate and country.
    pub correction: (String, String),
    /// What is filled into the grounds of knowledge, by its placeholder.
    pub values: Vec<(Placeholder, String)>,
    /// Why the CJIB sent it back, the last time.
    pub returned: Option<Returned>,
}

/// What lies on the desk.
#[derive(Clone, Debug)]
pub enum Desk {
    /// A claimed case.
    Case(Box<DeskCase>),
    /// Cases wait, none is claimed.
    Idle,
    /// Nothing waits.
    Empty,
    /// The reader's authorisation does not hold today.
    NotAuthorised,
}

/// What the last request came to, where that is not plain to see.
#[derive(Clone, Copy, Debug)]
pub enum ReviewNotice {
    /// The case was no longer the officer's.
    NoLongerYours,
    /// The decision was taken back.
    Undone,
    /// Too late to take it back.
    UndoTooLate,
    /// More of a picture was masked.
    Masked,
    /// The plate was corrected.
    PlateCorrected,
}

/// The page.
#[derive(Clone, Debug)]
pub struct ReviewPage {
    /// The deadline is told from here.
    pub now: Timestamp,
    /// Cases that wait, the one on the desk not counted.
    pub waiting: u64,
    /// Whether more wait than were counted.
    pub more_waiting: bool,
    /// What lies on the desk.
    pub desk: Desk,
    /// The reader's last decision that can be taken back.
    pub last: Option<RecentDecision>,
    /// Message above the desk.
    pub notice: Option<ReviewNotice>,
    /// What must be corrected; names of [`ConfirmForm`] or [`DismissForm`].
    pub errors: FieldErrors,
    /// Until when the reader's claims last unless renewed, in microseconds since 1970.
    pub claimed_until: i64,
}

impl Page for ReviewPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.review.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Review)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.review;
        view! {
            <div class="pw-review" data-island="desk" data-form-token=frame.form_token.clone() data-busy=t.busy data-failed=t.failed data-announce=t.announce>
                <p class="pw-hidden" role="status" data-desk-announce></p>
                <p class="pw-busy" role="status" data-desk-busy></p>
                {self.view(frame)}
            </div>
        }
        .into_any()
    }
}

impl Fragment for ReviewPage {
    fn view(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.review;
        let labels = [
            ("windscreen", t.windscreen),
            ("plate", t.plate),
            ("country", t.correct_country),
            ("sign_visible", t.check_sign_visible),
            ("sign_passed", t.check_sign_passed),
            ("plate_readable", t.check_plate_readable),
            ("no_priority_vehicle", t.check_no_priority_vehicle),
            ("offence_code", t.offence),
            ("vehicle_category", t.category),
            ("grounds", t.grounds),
            ("reason", t.dismiss),
            ("explanation", t.explanation),
        ];
        let case = self.case().map(|case| case.reference.as_str().to_owned());
        view! {
            <div class="pw-review__view" data-desk-view data-case=case data-until=self.claimed_until.to_string()>
                {bar(&self.bar(), frame)}
                {self.notice.map(|notice| message(notice, texts))}
                {error_summary(&self.errors, &labels, texts)}
                {desk(&self, frame)}
            </div>
        }
        .into_any()
    }
}

impl ReviewPage {
    fn case(&self) -> Option<&DeskCase> {
        match &self.desk {
            Desk::Case(case) => Some(case),
            Desk::Idle | Desk::Empty | Desk::NotAuthorised => None,
        }
    }

    fn bar(&self) -> Bar {
        Bar {
            reference: self.case().map(|case| case.reference.clone()),
            waiting: self.waiting,
            more_waiting: self.more_waiting,
            last: self.last.clone(),
            claimed_until: self.claimed_until,
        }
    }
}

fn message(notice: ReviewNotice, texts: &'static Texts) -> AnyView {
    let t = &texts.review;
    match notice {
        ReviewNotice::NoLongerYours => alert(Kind::Warning, None, t.decided_elsewhere),
        ReviewNotice::Undone => alert(Kind::Ok, None, t.undone),
        ReviewNotice::Masked => alert(Kind::Ok, None, t.masked),
        ReviewNotice::PlateCorrected => alert(Kind::Ok, None, t.plate_corrected),
        ReviewNotice::UndoTooLate => alert(Kind::Warning, None, t.undo_too_late),
    }
}

fn desk(page: &ReviewPage, frame: &Frame) -> AnyView {
    let t = &frame.texts.review;
    match &page.desk {
        Desk::Case(case) => view! {
            <div class="pw-desk">
                {review_case::evidence(case, frame.texts)}
                {review_panel::decision(case, page, frame)}
                {review_case::location(case, frame.texts)}
            </div>
        }
        .into_any(),
        Desk::Idle => view! {
            {empty_state(t.idle_heading, t.idle)}
            {stock::begin_button(frame.texts.stock.begin, None, frame)}
        }
        .into_any(),
        Desk::Empty => view! {
            {empty_state(t.empty_heading, t.empty)}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::STOCK>{t.to_stock}</a></p>
        }
        .into_any(),
        Desk::NotAuthorised => empty_state(t.not_authorised_heading, t.not_authorised),
    }
}
