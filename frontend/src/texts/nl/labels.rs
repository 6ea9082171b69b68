//! Dutch words for the domain's lists.

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
        CaseState::AwaitingReview => "te beoordelen",
        CaseState::Confirmed => "bevestigd",
        CaseState::Ready => "klaar voor verzending",
        CaseState::InBatch => "in een zending",
        CaseState::Delivered => "verzonden",
        CaseState::Accepted => "aanvaard door het CJIB",
        CaseState::Returned => "teruggekomen van het CJIB",
        CaseState::Dismissed => "afgewezen",
        CaseState::Warned => "waarschuwing",
        CaseState::Annulled => "vernietigd na beroep",
        CaseState::Expired => "verlopen",
        CaseState::Destroyed => "gegevens vernietigd",
    }
}

const fn dismissal_reason(reason: DismissalReason) -> &'static str {
    match reason {
        DismissalReason::Exemption => "Ontheffing",
        DismissalReason::EmergencyVehicle => "Hulpdienst",
        DismissalReason::LineBusOrTaxi => "Lijnbus of taxi",
        DismissalReason::ExceptedCategory => "Uitgezonderde categorie",
        DismissalReason::PlateUnreadable => "Kenteken onleesbaar",
        DismissalReason::WrongPlateOrCountry => "Kenteken of land onjuist",
        DismissalReason::SignNotVisibleOrNotPassed => "Bord niet te zien of niet gepasseerd",
        DismissalReason::OutsideWindowOrPardon => "Buiten venstertijd of in pardontijd",
        DismissalReason::InstructionOrDiversion => "Aanwijzing, omleiding of calamiteit",
        DismissalReason::InjuryOrDamage => "Letsel of schade",
        DismissalReason::Duplicate => "Dubbel",
        DismissalReason::TechnicalFault => "Technische storing of klok",
        DismissalReason::Other => "Anders, met toelichting",
    }
}

const fn disclosure_reason(reason: DisclosureReason) -> &'static str {
    match reason {
        DisclosureReason::Objection => "bezwaar of beroep",
        DisclosureReason::Court => "vraag van de rechtbank",
        DisclosureReason::AccessRequest => "verzoek om inzage van de betrokkene",
        DisclosureReason::Supervisory => "vraag van de toezichthouder of FG",
        DisclosureReason::Other => "anders, namelijk",
    }
}

const fn recipient(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Court => "de rechtbank",
        Recipient::ProsecutionService => "het Openbaar Ministerie",
        Recipient::Offender => "de betrokkene",
        Recipient::SupervisoryAuthority => "de toezichthouder",
    }
}

const fn exemption_category(category: ExemptionCategory) -> &'static str {
    match category {
        ExemptionCategory::LineBus => "lijnbus",
        ExemptionCategory::Taxi => "taxi",
        ExemptionCategory::EmergencyService => "hulpdienst",
        ExemptionCategory::Resident => "bewoner",
        ExemptionCategory::Supplier => "leverancier",
        ExemptionCategory::Care => "zorg",
        ExemptionCategory::MunicipalService => "gemeentelijke dienst",
        ExemptionCategory::Disabled => "gehandicaptenkaart",
        ExemptionCategory::Event => "evenement",
        ExemptionCategory::DayTicket => "dagontheffing",
        ExemptionCategory::Other => "anders",
    }
}

const fn annulment_ground(ground: AnnulmentGround) -> &'static str {
    match ground {
        AnnulmentGround::AppealUpheld => "beroep bij de officier van justitie gegrond",
        AnnulmentGround::Quashed => "door de rechter vernietigd",
        AnnulmentGround::Exemption => "ingetrokken: het voertuig had een ontheffing",
        AnnulmentGround::Mistake => "ingetrokken: er klopte iets niet aan de zaak",
    }
}

const fn mask_reason(reason: MaskReason) -> &'static str {
    match reason {
        MaskReason::Person => "Iemand is herkenbaar",
        MaskReason::Windscreen => "Iemand is herkenbaar achter de voorruit",
        MaskReason::OtherPlate => "Het kenteken van een ander voertuig is leesbaar",
        MaskReason::Other => "Iets anders dat niet nodig is voor de zaak",
    }
}

const fn search_reason(reason: SearchReason) -> &'static str {
    match reason {
        SearchReason::Objection => "bezwaar of beroep",
        SearchReason::Court => "vraag van de rechtbank",
        SearchReason::Supervisory => "vraag van de toezichthouder of FG",
        SearchReason::Quality => "kwaliteitscontrole",
        SearchReason::ColleagueQuestion => "vraag van een collega",
        SearchReason::Other => "anders, namelijk",
    }
}

const fn log_reason(reason: LogReason) -> &'static str {
    match reason {
        LogReason::Supervision => "toezicht",
        LogReason::UnusualPattern => "iets opvallends",
        LogReason::DataSubject => "vraag of klacht van de betrokkene",
        LogReason::Incident => "onderzoek van een incident",
        LogReason::Audit => "audit",
        LogReason::Authority => "vraag van toezichthouder, rechter of OM",
    }
}

const fn act_kind(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Views => "inzage in zaken en beelden",
        ActKind::Judgement => "beoordelen",
        ActKind::Searches => "zoeken",
        ActKind::Disclosures => "verstrekken en downloaden",
        ActKind::Lists => "lijsten bekijken",
        ActKind::Logins => "in- en uitloggen",
        ActKind::Refusals => "weigeringen",
        ActKind::Administration => "beheer",
        ActKind::Exchange => "camera's en CJIB",
        ActKind::Destruction => "vernietiging",
        ActKind::Operation => "werking en sleutels",
        ActKind::Ledger => "logboek en getuigen",
    }
}

/// Only the two categories that the closures of RVV annex 1 name have words of their own here.
fn vehicle_category(category: VehicleCategory) -> String {
    match category.number() {
        1 => "1 – motorvoertuig op meer dan twee wielen".into(),
        2 => "2 – motorfiets".into(),
        number => format!("{number} – categorie {number} van de feitenlijst"),
    }
}

fn code(code: &str) -> Option<&'static str> {
    Some(match code {
        "review" => "beoordeling",
        "lapsed" => "niemand gaf op tijd akkoord",
        "unreviewed" => "niemand heeft hem op tijd bekeken",
        "appeal" => "bezwaar, beroep of rechtszaak",
        "own_decision" => "eigen beslissing",
        "second_look" => "tweede blik",
        "sample" => "steekproef",
        "agrees" => "eens",
        "disagrees" => "oneens",
        "case_page" => "zaakpagina geopend",
        "opened_for_masking" => "geopend om af te schermen",
        "masking" => "beeld geopend om af te schermen",
        "opened_for_correction" => "geopend om het kenteken te corrigeren",
        "opened_for_grounds" => "geopend om de redenen van wetenschap in te vullen",
        "plate_changed" => "kenteken",
        "country_changed" => "land",
        "plate_and_country_changed" => "kenteken en land",
        "nobody_recognisable" => "niemand herkenbaar",
        "masked" => "afgeschermd",
        "evidence_altered" => "het bewijs was niet wat het logboek zegt",
        "regions_read" => "opgezocht waar het voertuig staat",
        "view_stock" => "geen recht op de werkvoorraad",
        "view_case" => "geen recht op zaken",
        "search" => "geen recht om te zoeken",
        "issue_dossier" => "geen recht om te verstrekken",
        "manage_exemptions" => "geen recht op ontheffingen",
        "view_units" => "geen recht op camera's",
        "manage_locations" => "geen recht op locaties",
        "inspect_signs" => "geen recht op de schouw",
        "manage_units" => "geen recht om camera's te beheren",
        "unit_suspended" => "opgeschorte camera",
        "watch_delivery" => "geen recht op zendingen",
        "watch_quality" => "geen recht op kwaliteit",
        "view_figures" => "geen recht op cijfers",
        "read_ledger" => "geen recht op het logboek",
        "manage_access" => "geen recht op gebruikers",
        "approve" => "geen recht om goed te keuren",
        "review_access" => "geen recht op de toegangstoetsing",
        "view_compliance" => "geen recht op de naleving",
        "set_terms" => "geen recht op bewaartermijnen",
        "hold_cases" => "geen recht op vernietigingsstops",
        "handle_person_requests" => "geen recht op verzoeken van betrokkenen",
        "person_request" => "verzoek van de betrokkene",
        "own_request" => "eigen verzoek: een ander beslist",
        "own_account" => "eigen toegang: een ander wijzigt die",
        "own_work" => "eigen werk: een ander controleert dat",
        "reset_credentials" => "toegang opnieuw instellen",
        "unlock_account" => "van slot halen",
        "change_role" => "rol met ruime rechten",
        "give_access" => "toegang geven",
        "close_accounts" => "accounts sluiten",
        "allow_range" => "wijd adresbereik",
        "keep" => "behouden",
        "change" => "wijzigen",
        "remove" => "intrekken",
        _ => return gate(code).or_else(|| refusal(code)),
    })
}

/// Why somebody or something was not let in.
fn refusal(code: &str) -> Option<&'static str> {
    Some(match code {
        "unknown_login" => "onbekende gebruikersnaam",
        "wrong_password" => "verkeerd wachtwoord",
        "wrong_code" => "verkeerde code",
        "spent_code" => "code al gebruikt",
        "locked" => "account tijdelijk op slot",
        "inactive" => "account gesloten of nog niet in gebruik",
        "wrong_address" => "adres buiten de bereiken van de gemeente",
        "address_gate" => "vreemd adres",
        "form_token" => "formulier zonder geldig kenmerk",
        "foreign_form" => "formulier van elders",
        "session_over" => "sessie was voorbij",
        "no_session" => "geen sessie",
        "picture_grant" => "beeld dat niet (meer) voor deze sessie is",
        "unit_revoked" => "ingetrokken camera",
        "witness_revoked" => "ingetrokken getuige",
        "witness_unknown" => "onbekend certificaat van een getuige",
        "unit_unknown" => "onbekend certificaat",
        _ => return None,
    })
}

/// What the export gate finds.
fn gate(code: &str) -> Option<&'static str> {
    Some(match code {
        "outside_window" => "buiten de venstertijd of in de pardontijd",
        "warning_period" => "in een waarschuwingsperiode: een brief, geen boete",
        "too_old" => "te lang na het feit",
        "exempt" => "er gold een ontheffing",
        "not_charged" => "geen feitcode of voertuigcategorie vastgelegd",
        "offence_not_listed" => "feitcode staat niet in het locatiedossier",
        "offence_not_applicable" => "feitcode geldt niet voor deze voertuigcategorie op die dag",
        "not_authorised" => "geen geldige akte op het moment van de beslissing",
        "double" => "voor dezelfde gedraging is al een zaak verzonden",
        "country_not_accepted" => "voor dit land levert de gemeente niet aan het CJIB",
        "sign_not_proven" => {
            "overzichtsbeeld zonder voertuig, bord en tijdbalk, en geen ander bewijs van het bord"
        }
        "clock_off" => "klok van de camera meer dan tien seconden fout, of onbekend",
        "not_covered" => "de akte geldt niet voor dit domein of gebied",
        "not_an_officer" => "niet beoordeeld door een boa",
        "no_consent" => "geen instemming van het OM voor deze dag in het locatiedossier",
        "not_inspected" => "borden niet kort voor en kort na de overtreding geschouwd",
        "second_look_open" => "wacht op een tweede blik",
        "late_exemption" => "een te laat ingevoerde ontheffing leidt tot afwijzing; dat wacht",
        "earlier_open" => "een eerdere zaak van dezelfde gedraging is nog open",
        "no_schedule" => "de gemeente heeft nog geen dagen van levering gekozen",
        "restricted" => "de betrokkene vroeg om beperking: de zaak gaat niet uit",
        "accuracy_contested" => "de betrokkene betwist de juistheid",
        "unlawful" => "onrechtmatige verwerking",
        "needed_for_claim" => "nodig voor een rechtsvordering van de betrokkene",
        "objection_pending" => "bezwaar waarover niet is beslist",
        "settled" => "grond is er niet meer",
        "legal_claim" => "nodig voor een rechtsvordering",
        "public_interest" => "algemeen belang",
        "not_reconciled" => "wacht op vergelijking met het CJIB na terugzetten van een database",
        "delivered_before" => "het CJIB heeft deze zaak al; zij wordt overgenomen en niet opnieuw verzonden",
        "no_oin" => "de gemeente heeft nog geen OIN",
        "no_delivery" => "levering aan het CJIB is nog niet ingesteld",
        "not_deliverable" => "een gegeven past niet in het bericht aan het CJIB",
        "near_limit" => "de uiterste datum voor verzending nadert",
        _ => return None,
    })
}

fn evidence_part(part: EvidencePart) -> String {
    match part {
        EvidencePart::Case => "de gegevens van de zaak".into(),
        EvidencePart::Key => "de sleutel van de zaak".into(),
        EvidencePart::Plate => "het kenteken".into(),
        EvidencePart::Packet => "het pakket van de camera".into(),
        EvidencePart::Signature => "de handtekening van de camera".into(),
        EvidencePart::Statement => "de verklaring bij de beslissing".into(),
        EvidencePart::Ledger => "het inzagelogboek over deze zaak".into(),
        EvidencePart::Picture(ordinal) => format!("beeld {}", ordinal.saturating_add(1)),
    }
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::Officer => "BOA",
        Role::Coordinator => "coördinator",
        Role::Administrator => "beheerder",
        Role::PrivacyOfficer => "functionaris gegevensbescherming",
        Role::SecurityOfficer => "CISO",
        Role::Auditor => "auditor",
    }
}
