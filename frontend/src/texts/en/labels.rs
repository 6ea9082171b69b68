//! English words for the domain's lists.

use crate::texts::Labels;
use poortwacht_domain::{
    ActKind, AnnulmentGround, CaseState, DisclosureReason, DismissalReason, EvidencePart, ExemptionCategory,
    LogReason, MaskReason, Recipient, Role, SearchReason, VehicleCategory,
};

pub(super) const LABELS: Labels = Labels {
    case_state,
    difference_field: super::cjib::difference_field,
    dismissal_reason,
    disclosure_reason,
    recipient,
    exemption_category,
    annulment_ground,
    mask_reason,
    search_reason,
    vehicle_category,
    log_reason,
    act_kind,
    act: super::acts::act,
    code,
    image_kind: super::viewer::image_kind,
    evidence_part,
    role,
    dossier_field: super::locations::dossier_field,
    inspection_result: super::locations::inspection_result,
};

const fn case_state(state: CaseState) -> &'static str {
    match state {
        CaseState::AwaitingReview => "to be reviewed",
        CaseState::Confirmed => "confirmed",
        CaseState::Ready => "ready to be sent",
        CaseState::InBatch => "in a batch",
        CaseState::Delivered => "sent",
        CaseState::Accepted => "accepted by the CJIB",
        CaseState::Returned => "returned by the CJIB",
        CaseState::Dismissed => "dismissed",
        CaseState::Warned => "warning",
        CaseState::Annulled => "annulled on appeal",
        CaseState::Expired => "expired",
        CaseState::Destroyed => "data destroyed",
    }
}

const fn dismissal_reason(reason: DismissalReason) -> &'static str {
    match reason {
        DismissalReason::Exemption => "Exemption",
        DismissalReason::EmergencyVehicle => "Emergency service",
        DismissalReason::LineBusOrTaxi => "Bus service or taxi",
        DismissalReason::ExceptedCategory => "Excepted category",
        DismissalReason::PlateUnreadable => "Number plate unreadable",
        DismissalReason::WrongPlateOrCountry => "Number plate or country wrong",
        DismissalReason::SignNotVisibleOrNotPassed => "Sign not visible or not passed",
        DismissalReason::OutsideWindowOrPardon => "Outside closing hours or in pardon",
        DismissalReason::InstructionOrDiversion => "Instruction, diversion or calamity",
        DismissalReason::InjuryOrDamage => "Injury or damage",
        DismissalReason::Duplicate => "Duplicate",
        DismissalReason::TechnicalFault => "Technical fault or clock",
        DismissalReason::Other => "Other, with explanation",
    }
}

const fn disclosure_reason(reason: DisclosureReason) -> &'static str {
    match reason {
        DisclosureReason::Objection => "objection or appeal",
        DisclosureReason::Court => "question of the court",
        DisclosureReason::AccessRequest => "request of the person concerned to see their data",
        DisclosureReason::Supervisory => "question of the supervisory authority or DPO",
        DisclosureReason::Other => "other, namely",
    }
}

const fn recipient(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Court => "the court",
        Recipient::ProsecutionService => "the Public Prosecution Service",
        Recipient::Offender => "the person concerned",
        Recipient::SupervisoryAuthority => "the supervisory authority",
    }
}

const fn exemption_category(category: ExemptionCategory) -> &'static str {
    match category {
        ExemptionCategory::LineBus => "bus service",
        ExemptionCategory::Taxi => "taxi",
        ExemptionCategory::EmergencyService => "emergency service",
        ExemptionCategory::Resident => "resident",
        ExemptionCategory::Supplier => "supplier",
        ExemptionCategory::Care => "care",
        ExemptionCategory::MunicipalService => "municipal service",
        ExemptionCategory::Disabled => "disabled parking card",
        ExemptionCategory::Event => "event",
        ExemptionCategory::DayTicket => "day ticket",
        ExemptionCategory::Other => "other",
    }
}

const fn annulment_ground(ground: AnnulmentGround) -> &'static str {
    match ground {
        AnnulmentGround::AppealUpheld => "appeal to the public prosecutor upheld",
        AnnulmentGround::Quashed => "quashed by the court",
        AnnulmentGround::Exemption => "withdrawn: the vehicle had an exemption",
        AnnulmentGround::Mistake => "withdrawn: something was wrong with the case",
    }
}

const fn mask_reason(reason: MaskReason) -> &'static str {
    match reason {
        MaskReason::Person => "Somebody can be recognised",
        MaskReason::Windscreen => "Somebody can be recognised behind the windscreen",
        MaskReason::OtherPlate => "The number plate of another vehicle can be read",
        MaskReason::Other => "Something else that the case does not need",
    }
}

const fn search_reason(reason: SearchReason) -> &'static str {
    match reason {
        SearchReason::Objection => "objection or appeal",
        SearchReason::Court => "question of the court",
        SearchReason::Supervisory => "question of the supervisory authority or DPO",
        SearchReason::Quality => "quality check",
        SearchReason::ColleagueQuestion => "question of a colleague",
        SearchReason::Other => "other, namely",
    }
}

const fn log_reason(reason: LogReason) -> &'static str {
    match reason {
        LogReason::Supervision => "supervision",
        LogReason::UnusualPattern => "something unusual",
        LogReason::DataSubject => "question or complaint of the person concerned",
        LogReason::Incident => "investigation of an incident",
        LogReason::Audit => "audit",
        LogReason::Authority => "question of supervisory authority, court or prosecution",
    }
}

const fn act_kind(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Views => "viewing cases and pictures",
        ActKind::Judgement => "reviewing",
        ActKind::Searches => "searching",
        ActKind::Disclosures => "handing out and downloading",
        ActKind::Lists => "viewing lists",
        ActKind::Logins => "logging in and out",
        ActKind::Refusals => "refusals",
        ActKind::Administration => "administration",
        ActKind::Exchange => "cameras and CJIB",
        ActKind::Destruction => "destruction",
        ActKind::Operation => "operation and keys",
        ActKind::Ledger => "log and witnesses",
    }
}

/// Only the two categories that the closures of RVV annex 1 name have words of their own here.
fn vehicle_category(category: VehicleCategory) -> String {
    match category.number() {
        1 => "1 – motor vehicle on more than two wheels".into(),
        2 => "2 – motorcycle".into(),
        number => format!("{number} – category {number} of the list of offences"),
    }
}

fn code(code: &str) -> Option<&'static str> {
    Some(match code {
        "review" => "review",
        "lapsed" => "nobody agreed in time",
        "unreviewed" => "nobody reviewed it in time",
        "appeal" => "objection, appeal or court case",
        "own_decision" => "own decision",
        "second_look" => "second look",
        "sample" => "sample",
        "agrees" => "agrees",
        "disagrees" => "disagrees",
        "case_page" => "case page opened",
        "opened_for_masking" => "opened to mask",
        "masking" => "picture opened to mask",
        "opened_for_correction" => "opened to correct the plate",
        "opened_for_grounds" => "opened to fill in the grounds of knowledge",
        "plate_changed" => "plate",
        "country_changed" => "country",
        "plate_and_country_changed" => "plate and country",
        "nobody_recognisable" => "nobody recognisable",
        "masked" => "masked",
        "evidence_altered" => "the evidence was not what the log says",
        "regions_read" => "looked up where the vehicle is",
        "view_stock" => "no right to the work stock",
        "view_case" => "no right to cases",
        "search" => "no right to search",
        "issue_dossier" => "no right to hand out",
        "manage_exemptions" => "no right to exemptions",
        "view_units" => "no right to cameras",
        "manage_locations" => "not allowed to see locations",
        "inspect_signs" => "not allowed to record inspections",
        "manage_units" => "not allowed to manage units",
        "unit_suspended" => "suspended unit",
        "watch_delivery" => "no right to batches",
        "watch_quality" => "no right to quality",
        "view_figures" => "no right to figures",
        "read_ledger" => "no right to the log",
        "manage_access" => "no right to users",
        "approve" => "no right to approve",
        "review_access" => "no right to access reviews",
        "view_compliance" => "no permission for compliance",
        "set_terms" => "no permission for retention terms",
        "hold_cases" => "no permission for legal holds",
        "handle_person_requests" => "no permission for requests of persons",
        "person_request" => "request of the person",
        "own_request" => "own request: somebody else decides",
        "own_account" => "own access: somebody else changes it",
        "own_work" => "own work: somebody else inspects it",
        "reset_credentials" => "set up access anew",
        "unlock_account" => "take the lock off",
        "change_role" => "privileged role",
        "give_access" => "give access",
        "close_accounts" => "close accounts",
        "allow_range" => "wide address range",
        "keep" => "keep",
        "change" => "change",
        "remove" => "remove",
        _ => return gate(code).or_else(|| refusal(code)),
    })
}

/// Why somebody or something was not let in.
fn refusal(code: &str) -> Option<&'static str> {
    Some(match code {
        "unknown_login" => "unknown user name",
        "wrong_password" => "wrong password",
        "wrong_code" => "wrong code",
        "spent_code" => "code used before",
        "locked" => "account locked for a while",
        "inactive" => "account closed or not in use yet",
        "wrong_address" => "address outside the ranges of the municipality",
        "address_gate" => "strange address",
        "form_token" => "form without a valid token",
        "foreign_form" => "form from elsewhere",
        "session_over" => "session was over",
        "no_session" => "no session",
        "picture_grant" => "picture that is not (or no longer) for this session",
        "unit_revoked" => "revoked camera",
        "witness_revoked" => "revoked witness",
        "witness_unknown" => "unknown certificate of a witness",
        "unit_unknown" => "unknown certificate",
        _ => return None,
    })
}

/// What the export gate finds.
fn gate(code: &str) -> Option<&'static str> {
    Some(match code {
        "outside_window" => "outside closing hours or in the pardon time",
        "warning_period" => "in a warning period: a letter, no fine",
        "too_old" => "too long after the offence",
        "exempt" => "an exemption applied",
        "not_charged" => "no offence code or vehicle category recorded",
        "offence_not_listed" => "offence code is not in the location dossier",
        "offence_not_applicable" => "offence code does not apply to this vehicle category on that day",
        "not_authorised" => "no valid authorisation at the time of the decision",
        "double" => "a case of the same act was sent already",
        "country_not_accepted" => "the municipality does not deliver plates of this country to the CJIB",
        "sign_not_proven" => {
            "overview picture without vehicle, sign and time bar, and no other proof of the sign"
        }
        "clock_off" => "clock of the camera more than ten seconds off, or unknown",
        "not_covered" => "the authorisation is not for this domain or territory",
        "not_an_officer" => "not reviewed by an officer",
        "no_consent" => "no consent of the prosecution service for this day in the location dossier",
        "not_inspected" => "signs not inspected shortly before and shortly after the offence",
        "second_look_open" => "waits for a second look",
        "late_exemption" => "an exemption that was entered late will dismiss it; that waits",
        "earlier_open" => "an earlier case of the same act is still open",
        "no_schedule" => "the municipality has not chosen its days of delivery yet",
        "restricted" => "the person asked for restriction: the case does not go out",
        "accuracy_contested" => "the person contests the accuracy",
        "unlawful" => "unlawful processing",
        "needed_for_claim" => "needed for the person's legal claim",
        "objection_pending" => "objection not decided yet",
        "settled" => "the ground is gone",
        "legal_claim" => "needed for a legal claim",
        "public_interest" => "public interest",
        "not_reconciled" => "waits until the CJIB's lists are compared, as an older database was put back",
        "delivered_before" => "the CJIB has this case already; it is taken over and not sent again",
        "no_oin" => "the municipality has no OIN yet",
        "no_delivery" => "delivery to the CJIB is not set up yet",
        "not_deliverable" => "something does not fit in the message to the CJIB",
        "near_limit" => "the last day for sending is near",
        _ => return None,
    })
}

fn evidence_part(part: EvidencePart) -> String {
    match part {
        EvidencePart::Case => "the data of the case".into(),
        EvidencePart::Key => "the key of the case".into(),
        EvidencePart::Plate => "the number plate".into(),
        EvidencePart::Packet => "the packet of the camera".into(),
        EvidencePart::Signature => "the signature of the camera".into(),
        EvidencePart::Statement => "the statement with the decision".into(),
        EvidencePart::Ledger => "the access log about this case".into(),
        EvidencePart::Picture(ordinal) => format!("picture {}", ordinal.saturating_add(1)),
    }
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::Officer => "enforcement officer (BOA)",
        Role::Coordinator => "coordinator",
        Role::Administrator => "administrator",
        Role::PrivacyOfficer => "data protection officer",
        Role::SecurityOfficer => "CISO",
        Role::Auditor => "auditor",
    }
}
