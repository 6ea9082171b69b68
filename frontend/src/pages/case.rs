//! One case: what is known, what happened, who saw it.

use crate::components::alert::{Kind, alert};
use crate::components::badge::{Tone, badge};
use crate::components::data_list::{data_list, text};
use crate::components::decision::undo_button;
use crate::components::picture::{Picture, figure};
use crate::components::plate::plate;
use crate::frame::Frame;
use crate::pages::annul;
use crate::pages::case_history::{log_link, timeline, viewings};
use crate::pages::custody::{Custody, custody};
use crate::pages::disclosure;
use crate::pages::facts::{self, DossierFacts, ExemptionResult, PlateReading, VehicleFacts};
use crate::pages::hold::{self, HoldFacts};
use crate::pages::restriction::{self, RestrictionStep};
use crate::pages::review_checklist;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day_of, exact_moment, minute, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{
    Act, CaseRef, CaseState, Check, DismissalReason, Recipient, RestrictionGround, VehicleCategory,
};

/// Who did something.
#[derive(Clone, Debug)]
pub enum Who {
    /// An account, by its display name.
    Person(String),
    /// A roadside unit, by its name.
    Unit(String),
    /// The system itself: a job or the operator's command.
    System,
}

/// Something that happened to the case.
#[derive(Clone, Debug)]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub act: Act,
    /// By whom.
    pub who: Who,
    /// More words, for example a return code.
    pub detail: Option<String>,
}

/// Somebody saw the case.
#[derive(Clone, Debug)]
pub struct Viewing {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: Who,
    /// How: shown, prefetched, found by a search.
    pub act: Act,
    /// The reason given, in words.
    pub reason: Option<String>,
    /// To whom it went out, where it did.
    pub recipient: Option<Recipient>,
}

/// Why pictures are not shown.
#[derive(Clone, Copy, Debug)]
pub enum Sealed {
    /// The reader's role does not open them.
    Role,
    /// A dismissed case opens only for a second look.
    Dismissed,
    /// The case has been destroyed.
    Destroyed,
}

/// The pictures, or why there are none.
#[derive(Clone, Debug)]
pub enum CasePictures {
    /// Granted to this page.
    Granted(Vec<Picture>),
    /// Not to be opened.
    Sealed(Sealed),
}

/// What the officer decided and wrote.
#[derive(Clone, Debug, Default)]
pub struct CaseDecision {
    /// When.
    pub decided_at: Option<Timestamp>,
    /// The officer's number.
    pub officer_number: Option<String>,
    /// Reason of a dismissal.
    pub dismissal: Option<DismissalReason>,
    /// Code of the offence.
    pub offence_code: Option<String>,
    /// Category of the vehicle.
    pub vehicle_category: Option<VehicleCategory>,
    /// Grounds of knowledge.
    pub grounds: Option<String>,
    /// What the officer ticked as seen.
    pub seen: Vec<Check>,
    /// Why the driver was not stopped.
    pub not_stopped_reason: Option<String>,
    /// What keeps the case from being sent, in words.
    pub gate_findings: Vec<String>,
}

/// A dismissal that is not carried out yet.
#[derive(Clone, Copy, Debug)]
pub struct PendingDismissal {
    /// From when on it is, unless somebody objected.
    pub due: Timestamp,
    /// Whether somebody who looked twice disagreed.
    pub objected: bool,
}

/// The page.
#[derive(Clone, Debug)]
pub struct CasePage {
    /// Its reference.
    pub reference: CaseRef,
    /// Where it stands.
    pub state: CaseState,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// When the packet arrived.
    pub received_at: Timestamp,
    /// The location's name.
    pub location: String,
    /// The dismissal by an exemption that was entered late, while it waits.
    pub pending: Option<PendingDismissal>,
    /// When it will be destroyed; nothing once it was.
    pub destroy_after: Option<Timestamp>,
    /// The legal hold, or what was asked.
    pub hold: Option<HoldFacts>,
    /// Whether the reader can ask for a legal hold now.
    pub may_hold: bool,
    /// Why it is left alone and since when, if it is.
    pub restriction: Option<(RestrictionGround, Timestamp)>,
    /// Whether the reader can restrict it, or lift that.
    pub may_restrict: bool,
    /// Whether the reader can note that its sanction was taken back.
    pub may_annul: bool,
    /// The plate, where the reader may see it.
    pub plate: Option<PlateReading>,
    /// The vehicle as the camera saw it.
    pub vehicle: VehicleFacts,
    /// What the exemption check found.
    pub exemption: ExemptionResult,
    /// The dossier at the act.
    pub dossier: Option<DossierFacts>,
    /// What was decided.
    pub decision: CaseDecision,
    /// Pictures.
    pub pictures: CasePictures,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Who saw it, newest first.
    pub viewings: Vec<Viewing>,
    /// The chain of custody; nothing once the case was destroyed.
    pub custody: Option<Custody>,
    /// Whether the reader can take the decision back now.
    pub may_undo: bool,
    /// Whether the reader can mask more of the pictures now.
    pub may_mask: bool,
    /// Whether the reader can take the dossier and the picture for the offender out now.
    pub may_issue: bool,
}

impl Page for CasePage {
    fn title(&self, texts: &'static Texts) -> String {
        fill(texts.case.title, &[&self.reference.as_str()])
    }

    fn body(self, frame: &Frame) -> AnyView {
        self.with(None, frame)
    }
}

impl CasePage {
    /// The page, with what is asked of the reader right after the pictures.
    pub(crate) fn with(self, asked: Option<AnyView>, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.case;
        let undo = self.may_undo.then(|| undo_button(&self.reference, None, frame));
        let dossier = self.dossier.as_ref().map(|facts| {
            let list = data_list(facts::dossier(facts, texts));
            section(texts.review.facts, list)
        });
        let issue = self
            .may_issue
            .then(|| section(texts.disclosure.title, disclosure::blank_form(&self.reference, frame)));
        let held = self
            .hold
            .as_ref()
            .map(|held| section(texts.holds.title, hold::facts(&self.reference, held, frame)));
        let ask = self.may_hold.then(|| {
            section(texts.holds.ask_title, hold::blank_form(&self.reference, self.destroy_after, frame))
        });
        let step = match self.restriction {
            None => RestrictionStep::Restrict,
            Some(_) => RestrictionStep::Lift,
        };
        let restrict = self
            .may_restrict
            .then(|| section(texts.restriction.title, restriction::blank_form(&self.reference, step, frame)));
        let annul =
            self.may_annul.then(|| section(texts.annul.title, annul::blank_form(&self.reference, frame)));
        view! {
            <div class="pw-intro">
                <h1 class="utrecht-heading-1">{self.title(texts)}</h1>
                {badge(tone(self.state), (texts.labels.case_state)(self.state))}
                {undo}
            </div>
            {self.restriction.map(|found| restriction::mark(found, texts))}
            {self.pending.map(|pending| dismissal(pending, texts))}
            <div class="pw-columns">
                <div class="pw-columns__main">
                    {section(t.pictures, pictures(&self, texts))}
                    {asked}
                    {section(t.timeline, timeline(&self.timeline, texts))}
                    {section(t.seen, viewings(&self.viewings, texts))}
                    {log_link(&self.reference, frame)}
                    {self.custody.as_ref().map(|chain| section(texts.custody.title, custody(chain, texts)))}
                    {issue}
                    {held}
                    {ask}
                    {restrict}
                    {annul}
                </div>
                <div class="pw-columns__side">{section(t.facts, data_list(known(&self, texts)))}{dossier}</div>
            </div>
        }
        .into_any()
    }
}

/// Told before anything else: what was confirmed does not go out.
fn dismissal(pending: PendingDismissal, texts: &'static Texts) -> AnyView {
    let t = &texts.case;
    let words = match pending.objected {
        true => t.pending_objected.to_owned(),
        false => fill(t.pending, &[&minute(pending.due, texts)]),
    };
    alert(Kind::Info, Some(t.pending_title), words)
}

const fn tone(state: CaseState) -> Tone {
    match state {
        CaseState::Accepted | CaseState::Warned => Tone::Good,
        CaseState::Returned => Tone::Urgent,
        _ => Tone::Calm,
    }
}

pub(crate) fn section(heading: &'static str, content: AnyView) -> AnyView {
    view! { <section class="pw-section"><h2 class="utrecht-heading-2">{heading}</h2>{content}</section> }
        .into_any()
}

fn known(page: &CasePage, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let t = &texts.case;
    let mut items = vec![
        (t.captured, exact_moment(page.captured_at, texts)),
        (t.received, exact_moment(page.received_at, texts)),
        (t.location, text(page.location.clone())),
    ];
    items.extend(passage(page, texts));
    items.extend(judged(&page.decision, texts));
    items.extend(page.destroy_after.map(|at| (t.destroyed, text(day_of(at, texts)))));
    items
}

fn passage(page: &CasePage, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let t = &texts.case;
    let shown = page.plate.as_ref().map_or_else(
        || vec![(t.plate, text(t.plate_sealed))],
        |reading| {
            let raw = format!("{} ({})", reading.raw, facts::percent(reading.confidence));
            let mut known =
                vec![(t.plate, plate(&reading.plate, Some(&reading.country), false)), (t.raw, text(raw))];
            known.extend(facts::corrections(reading, texts).map(|list| (t.corrections, list)));
            known
        },
    );
    let rest = [
        (t.vehicle, text(facts::vehicle(&page.vehicle, texts))),
        (t.exemption, text(facts::exemption(page.exemption, texts))),
    ];
    shown.into_iter().chain(rest).collect()
}

fn judged(decision: &CaseDecision, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let t = &texts.case;
    let labels = &texts.labels;
    let gate = (!decision.gate_findings.is_empty()).then(|| decision.gate_findings.join("; "));
    let words = [
        (t.dismissal, decision.dismissal.map(|reason| (labels.dismissal_reason)(reason).to_owned())),
        (t.offence, decision.offence_code.clone()),
        (t.category, decision.vehicle_category.map(labels.vehicle_category)),
        (t.officer, decision.officer_number.clone()),
        (t.grounds, decision.grounds.clone()),
        (t.seen_in_pictures, checked(&decision.seen, texts)),
        (t.not_stopped, decision.not_stopped_reason.clone()),
        (t.gate, gate),
    ];
    let decided = decision.decided_at.map(|at| (t.decided, moment(at, texts)));
    let words = words.into_iter().filter_map(|(name, value)| value.map(|value| (name, text(value))));
    decided.into_iter().chain(words).collect()
}

/// The lines of the checklist that were ticked.
fn checked(seen: &[Check], texts: &'static Texts) -> Option<String> {
    let words: Vec<_> = seen.iter().map(|check| review_checklist::words(*check, texts)).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

fn pictures(page: &CasePage, texts: &'static Texts) -> AnyView {
    let t = &texts.case;
    match &page.pictures {
        CasePictures::Granted(granted) => {
            let numbered = granted.iter().zip(1_u32..);
            let figures: Vec<AnyView> = numbered
                .map(|(picture, number)| {
                    let figure = figure(picture, fill(t.picture, &[&number]), "pw-picture");
                    view! { <div>{figure}{mask_link(page, picture, number, texts)}</div> }.into_any()
                })
                .collect();
            view! { <div class="pw-gallery">{figures}</div> }.into_any()
        }
        CasePictures::Sealed(why) => {
            let why = match why {
                Sealed::Role => t.sealed_role,
                Sealed::Dismissed => t.sealed_decided,
                Sealed::Destroyed => t.sealed_destroyed,
            };
            view! { <p class="utrecht-paragraph">{fill(t.pictures_sealed, &[&why])}</p> }.into_any()
        }
    }
}

fn mask_link(page: &CasePage, picture: &Picture, number: u32, texts: &'static Texts) -> Option<AnyView> {
    let words = fill(texts.mask.link_picture, &[&number]);
    let link = view! { <a class="utrecht-link utrecht-link--html-a pw-picture__more" href=paths::mask(&page.reference, picture.ordinal)>{words}</a> };
    page.may_mask.then(|| link.into_any())
}
