//! What a form says of a dossier, read and checked.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::location::FINEST_CELLS_PER_HEIGHT;
use poortwacht_domain::{
    ClosureWindow, Consent, DatePeriod, FieldErrorCode, LocationDossier, OffenceCode, OffenceTerm, Rect,
    RedactionPolicy, SpecialDay, local_day,
};

use super::form::{DossierForm, KEEP_DECLARED, MASK_DECLARED, last_day};
use super::lines;
use crate::flaw::{self, Flaw, Flaws, text};
use crate::{FieldProblem, ServiceError};

const LONGEST_NAME: usize = 120;
const LONGEST_TEXT: usize = 4_000;
const LONGEST_REASON: usize = 300;
const MOST_MINUTES: u32 = 240;

impl DossierForm {
    /// Why the dossier changes, and the document.
    fn motive(&self, flaws: &mut Flaws) -> Option<(String, String)> {
        let reason = flaws.take("reason", text(&self.reason, LONGEST_REASON));
        let reference = flaws.take("reference", at_most(&self.reference, LONGEST_NAME));
        reason.zip(reference)
    }

    /// The dossier that the form describes. What the form does not hold, the inspections, is that of `base`.
    fn dossier(&self, base: Option<&LocationDossier>, flaws: &mut Flaws) -> Option<LocationDossier> {
        let texts = self.texts(base, flaws);
        let times = self.times(base, flaws);
        let lists = self.lists(flaws);
        let coordinates = self.coordinates(flaws);
        let policy = self.policy(flaws);
        let (texts, times, lists) = (texts?, times?, lists?);
        let (coordinates, policy) = (coordinates?, policy?);
        let Texts { code, name, street, municipality_name, direction, lane_note, sign, grounds, not_stopped } =
            texts;
        let dossier = LocationDossier {
            code,
            name,
            street,
            municipality_name,
            direction,
            lane_note,
            built_up: self.built_up,
            coordinates,
            sign,
            offence_codes: codes(&lists.offences),
            offence_terms: terms(lists.offences),
            windows: lists.windows,
            special_days: lists.special_days,
            pardon_minutes: times.pardon,
            consent: None,
            consents: lists.consents,
            inspections: base.map(|base| base.inspections.clone()).unwrap_or_default(),
            sign_faults: base.map(|base| base.sign_faults.clone()).unwrap_or_default(),
            warning_periods: lists.warning_periods,
            merge_window_minutes: times.merge,
            active_from: times.from,
            active_until: times.until,
            policy,
            static_masks: lists.static_masks,
            grounds_template: grounds,
            not_stopped_reason: not_stopped,
        };
        let problems = self.problems(&dossier);
        let fine = problems.is_empty();
        flaws.extend(problems);
        fine.then_some(dossier)
    }

    fn texts(&self, base: Option<&LocationDossier>, flaws: &mut Flaws) -> Option<Texts> {
        let code = flaws.take("code", base.map_or_else(|| code(&self.code), |base| Ok(base.code.clone())));
        let name = flaws.take("name", text(&self.name, LONGEST_NAME));
        let street = flaws.take("street", text(&self.street, LONGEST_NAME));
        let municipality_name = flaws.take("municipality_name", text(&self.municipality_name, LONGEST_NAME));
        let direction = flaws.take("direction", text(&self.direction, LONGEST_NAME));
        let lane_note = flaws.take("lane_note", at_most(&self.lane_note, LONGEST_NAME));
        let sign = flaws.take("sign", text(&self.sign, 8));
        let grounds = flaws.take("grounds_template", text(&self.grounds_template, LONGEST_TEXT));
        let not_stopped = flaws.take("not_stopped_reason", text(&self.not_stopped_reason, LONGEST_TEXT));
        Some(Texts {
            code: code?,
            name: name?,
            street: street?,
            municipality_name: municipality_name?,
            direction: direction?,
            lane_note: lane_note?,
            sign: sign?,
            grounds: grounds?,
            not_stopped: not_stopped?,
        })
    }

    /// A day that was not touched keeps its instant, which need not be midnight.
    fn times(&self, base: Option<&LocationDossier>, flaws: &mut Flaws) -> Option<Times> {
        let from = flaws.take("active_from", flaw::date(&self.active_from));
        let until = flaws.take("active_until", flaw::optional(&self.active_until, flaw::date));
        let pardon = flaws.take("pardon_minutes", number(&self.pardon_minutes, 0, MOST_MINUTES));
        let merge = flaws.take("merge_window_minutes", number(&self.merge_window_minutes, 0, MOST_MINUTES));
        let (from, until) = (from?, until?);
        let kept =
            |old: Option<Timestamp>, day: fn(Timestamp) -> Date, typed| old.filter(|old| day(*old) == typed);
        let old_from = base.map(|base| base.active_from);
        let old_until = base.and_then(|base| base.active_until);
        Some(Times {
            from: kept(old_from, local_day, from).unwrap_or_else(|| start_of_day(from)),
            until: until.map(|day| kept(old_until, last_day, day).unwrap_or_else(|| end_of_day(day))),
            pardon: pardon?,
            merge: merge?,
        })
    }

    fn lists(&self, flaws: &mut Flaws) -> Option<Lists> {
        let offences = flaws.take("offence_codes", lines::lines(&self.offence_codes, lines::offence));
        let windows = flaws.take("windows", lines::lines(&self.windows, lines::window));
        let special_days = flaws.take("special_days", lines::lines(&self.special_days, lines::special_day));
        let consents = flaws.take("consents", lines::lines(&self.consents, lines::consent));
        let warning_periods =
            flaws.take("warning_periods", lines::lines(&self.warning_periods, lines::period));
        let static_masks = flaws.take("static_masks", lines::lines(&self.static_masks, lines::mask));
        Some(Lists {
            offences: offences?,
            windows: windows?,
            special_days: special_days?,
            consents: consents?,
            warning_periods: warning_periods?,
            static_masks: static_masks?,
        })
    }

    fn coordinates(&self, flaws: &mut Flaws) -> Option<Option<(f64, f64)>> {
        if self.latitude.trim().is_empty() && self.longitude.trim().is_empty() {
            return Some(None);
        }
        let latitude = flaws.take("latitude", degrees(&self.latitude, 90.0));
        let longitude = flaws.take("longitude", degrees(&self.longitude, 180.0));
        Some(Some((latitude?, longitude?)))
    }

    fn policy(&self, flaws: &mut Flaws) -> Option<RedactionPolicy> {
        match self.policy.as_str() {
            KEEP_DECLARED => {
                let cells = number(&self.cells_per_height, 1, FINEST_CELLS_PER_HEIGHT);
                let cells_per_height = flaws.take("cells_per_height", cells)?;
                Some(RedactionPolicy::KeepDeclared { cells_per_height })
            }
            MASK_DECLARED => {
                let reason = flaws.take("policy_reason", text(&self.policy_reason, LONGEST_REASON))?;
                Some(RedactionPolicy::MaskDeclared { reason })
            }
            "" => flaws.take("policy", Err(Flaw::Required)),
            _ => flaws.take("policy", Err(Flaw::NotAChoice)),
        }
    }

    /// What the domain says of the dossier, at the form's own fields.
    fn problems(&self, dossier: &LocationDossier) -> Vec<FieldProblem> {
        let faults = dossier.problems();
        faults
            .into_iter()
            .map(|fault| {
                let mut parts = fault.pointer.trim_start_matches('/').split('/');
                let member = parts.next().unwrap_or_default();
                let position = parts.next().and_then(|part| part.parse().ok());
                let line = |text: &str| lines::line_of(text, position.unwrap_or_default());
                match member {
                    "sign" => FieldProblem::flawed("sign", Flaw::NotASign),
                    "offence_codes" if fault.code == FieldErrorCode::Missing => {
                        FieldProblem::flawed("offence_codes", Flaw::Required)
                    }
                    "offence_codes" | "offence_terms" => {
                        let line = line(&self.offence_codes);
                        FieldProblem::flawed("offence_codes", Flaw::LineNotForSign { line })
                    }
                    "special_days" => {
                        let line = line(&self.special_days);
                        FieldProblem::flawed("special_days", Flaw::BadLine { line })
                    }
                    "grounds_template" => FieldProblem::flawed("grounds_template", Flaw::UnknownPlaceholder),
                    "active_until" => FieldProblem::flawed("active_until", Flaw::EndBeforeStart),
                    _ => FieldProblem::new(member, fault.detail),
                }
            })
            .collect()
    }
}

struct Texts {
    code: String,
    name: String,
    street: String,
    municipality_name: String,
    direction: String,
    lane_note: String,
    sign: String,
    grounds: String,
    not_stopped: String,
}

struct Times {
    from: Timestamp,
    until: Option<Timestamp>,
    pardon: u32,
    merge: u32,
}

struct Lists {
    offences: Vec<OffenceTerm>,
    windows: Vec<ClosureWindow>,
    special_days: Vec<SpecialDay>,
    consents: Vec<Consent>,
    warning_periods: Vec<DatePeriod>,
    static_masks: Vec<Rect>,
}

fn codes(offences: &[OffenceTerm]) -> Vec<OffenceCode> {
    let mut codes: Vec<OffenceCode> = Vec::new();
    for offence in offences {
        if !codes.contains(&offence.code) {
            codes.push(offence.code.clone());
        }
    }
    codes
}

fn terms(offences: Vec<OffenceTerm>) -> Vec<OffenceTerm> {
    offences.into_iter().filter(|term| term.from.is_some() || term.until.is_some()).collect()
}

fn at_most(typed: &str, max: usize) -> Result<String, Flaw> {
    match typed.trim() {
        "" => Ok(String::new()),
        typed => text(typed, max),
    }
}

fn code(typed: &str) -> Result<String, Flaw> {
    let code = text(typed, 40)?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if code.chars().all(plain) { Ok(code) } else { Err(Flaw::NotACode) }
}

fn number(typed: &str, min: u32, max: u32) -> Result<u32, Flaw> {
    let flaw = Flaw::NotInRange { min, max };
    let number = typed.trim().parse().map_err(|_| flaw)?;
    if (min..=max).contains(&number) { Ok(number) } else { Err(flaw) }
}

fn degrees(typed: &str, most: f64) -> Result<f64, Flaw> {
    let degrees: f64 = typed.trim().replace(',', ".").parse().map_err(|_| Flaw::NotACoordinate)?;
    if (-most..=most).contains(&degrees) { Ok(degrees) } else { Err(Flaw::NotACoordinate) }
}

/// Both together: the dossier, why it changes, and the document.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw.
pub(super) fn checked(
    form: &DossierForm,
    base: Option<&LocationDossier>,
) -> Result<(LocationDossier, String, String), ServiceError> {
    let mut flaws = Flaws::default();
    let dossier = form.dossier(base, &mut flaws);
    let motive = form.motive(&mut flaws);
    flaws.check()?;
    dossier
        .zip(motive)
        .map(|(dossier, (reason, reference))| (dossier, reason, reference))
        .ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
}
