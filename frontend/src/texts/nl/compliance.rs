//! Words of the promises and the evidence for them.

use crate::texts::{ComplianceWords, texts, words};
use poortwacht_domain::{Fact, Promise, RetentionClass, Standing};

texts! {
    /// The page of promises.
    ComplianceTexts = COMPLIANCE {
        title: "Naleving",
        lead: "Elke belofte uit de verwerkersovereenkomst, met het bewijs van dit moment. Niets op deze pagina is eerder berekend of bewaard.",
        all_kept: "Alle beloften worden nagekomen",
        all_kept_text: "Op {} is elke belofte opnieuw beoordeeld.",
        broken_one: "Eén belofte wordt niet nagekomen",
        broken_many: "{} beloften worden niet nagekomen",
        broken_text: "Wat niet wordt nagekomen, staat bovenaan. Tot het is opgelost, slaat het systeem er alarm over.",
        promises: "Beloften",
        promise: "Belofte",
        standing: "Stand",
        evidence: "Bewijs",
        months: "Zaken die wij bewaren, per maand van de passage",
        months_empty: "Er worden geen zaken bewaard.",
        month: "Maand",
        total: "Totaal",
        holdings: "Alles wat wij bewaren en een einddatum heeft",
        what: "Soort",
        class: "Bewaarklasse",
        count: "Aantal",
        earliest: "Eerste vernietiging",
        destroyed: "Vernietigd in de laatste twaalf maanden",
        destroyed_empty: "Er is nog niets vernietigd.",
        downloads: "Meenemen voor controle",
        downloads_text: "Meenemen wordt vastgelegd in het logboek. De bestanden noemen niemand.",
        report_file: "Dit overzicht (JSON)",
        promises_file: "Dit overzicht, ondertekend (PDF)",
        destruction_file: "Verklaring van vernietiging (PDF)",
        destruction_month: "Maand van de verklaring",
        components_file: "Onderdelen van de software (CycloneDX)",
        bundle_file: "Auditbundel (tar)",
        bundle_text: "De auditbundel bevat alles voor de jaarlijkse controle door een derde: de verklaringen, de vernietiging per maand, de onderdelen, waar de software draaide en het hele logboek. In het bestand staat hoe het zonder deze installatie te controleren is. Het maken kan enkele minuten duren.",
        at: "Stand van {}",
    }
}

pub(super) const WORDS: ComplianceWords =
    ComplianceWords { promise, promised, fact, standing, class, kind, table };

words! {
    promise(Promise)
    Promise::NothingOverdue => "Niets over zijn termijn",
    Promise::HoldsReviewed => "Vernietigingsstops bekeken",
    Promise::EvidenceWhole => "Bewijs heel en compleet",
    Promise::KeysDieInTime => "Sleutels sterven op tijd",
    Promise::TransferredInTime => "Binnen 48 uur overgedragen",
    Promise::OnlyViolations => "Alleen overtredingen bewaard",
    Promise::AddressesGuarded => "Alleen vanaf gemeentelijke adressen",
    Promise::SecondFactor => "Iedereen een tweede factor",
    Promise::OfficersAuthorised => "Elke BOA een geldige akte",
    Promise::AccessReviewed => "Toegang op tijd getoetst",
    Promise::LedgerVerified => "Logboek nagerekend",
    Promise::LedgerWitnessed => "Logboek door een getuige gezien",
    Promise::JobsOnTime => "Taken op tijd",
    Promise::ListenersKnown => "Nergens anders bereikbaar",
    Promise::EnvironmentsApart => "Omgevingen gescheiden",
    Promise::SoftwareKnown => "Software bekend",
    Promise::CertificatesValid => "Certificaten geldig",
}

words! {
    promised(Promise)
    Promise::NothingOverdue => "Alles met persoonsgegevens heeft een einddatum en is daarna weg.",
    Promise::HoldsReviewed => "Wat langer bewaard blijft, is binnen een half jaar opnieuw bekeken.",
    Promise::EvidenceWhole => "Geen beeld is kwijt of veranderd, en er ligt niets dat bij geen zaak hoort.",
    Promise::KeysDieInTime => "Geen sleutel leeft langer dan wat hij opent, en geen reservekopie van de sleutels langer dan zeven dagen.",
    Promise::TransferredInTime => "Elke passage is binnen 48 uur van de camera overgedragen.",
    Promise::OnlyViolations => "Van voertuigen met een ontheffing en van passages buiten de venstertijd blijft alleen een getal over.",
    Promise::AddressesGuarded => "Het portaal is alleen vanaf de eigen adressen van de gemeente te bereiken.",
    Promise::SecondFactor => "Niemand komt met alleen een wachtwoord binnen.",
    Promise::OfficersAuthorised => "Wie zaken beoordeelt, heeft een akte die nu geldt.",
    Promise::AccessReviewed => "Wie toegang heeft, is dit jaar bekeken; ruime rechten dit kwartaal.",
    Promise::LedgerVerified => "Het logboek is de laatste twee uur helemaal nagerekend en klopt.",
    Promise::LedgerWitnessed => "Een getuige van de gemeente heeft het logboek de laatste dag gezien.",
    Promise::JobsOnTime => "Elke geplande taak liep toen het moest, en goed.",
    Promise::ListenersKnown => "Het programma luistert waar het is ingesteld en nergens anders.",
    Promise::EnvironmentsApart => "Deze gegevens zijn nooit in een andere omgeving gebruikt.",
    Promise::SoftwareKnown => "Van elk onderdeel van de software staat vast welke versie het is.",
    Promise::CertificatesValid => "Geen certificaat is verlopen of verloopt binnen twee weken.",
}

words! {
    standing(Standing)
    Standing::Kept => "nagekomen",
    Standing::Broken => "niet nagekomen",
    Standing::NothingToSee => "nog niets te zien",
}

words! {
    fact(Fact)
    Fact::Overdue => "over hun termijn",
    Fact::Held => "bewaard met einddatum",
    Fact::NextDestruction => "eerste vernietiging",
    Fact::Holds => "vernietigingsstops",
    Fact::UnreviewedHolds => "niet op tijd bekeken",
    Fact::NextReview => "eerstvolgende toetsing",
    Fact::Alarms => "open alarmen",
    Fact::InBucket => "beelden in de objectopslag",
    Fact::CheckedAt => "laatst gecontroleerd",
    Fact::HalvesWaiting => "sleutels die al weg moesten zijn",
    Fact::Cases => "zaken",
    Fact::LongestTransferHours => "langste overdracht in uren",
    Fact::LateTransfers => "later dan 48 uur",
    Fact::BecameCases => "zaak geworden (30 dagen)",
    Fact::Exempt => "met ontheffing (30 dagen)",
    Fact::OutsideHours => "buiten venstertijd (30 dagen)",
    Fact::ExemptCases => "toch bewaard",
    Fact::Ranges => "adresbereiken",
    Fact::WideRanges => "ruime bereiken, door twee mensen toegestaan",
    Fact::RefusedStrangers => "geweigerde vreemden (30 dagen)",
    Fact::AccountsInUse => "accounts in gebruik",
    Fact::WithoutSecondFactor => "zonder tweede factor",
    Fact::Officers => "BOA's",
    Fact::WithoutAuthorisation => "zonder geldige akte",
    Fact::LateReviews => "toetsingen te laat",
    Fact::Sound => "logboek klopt",
    Fact::Entries => "regels in het logboek",
    Fact::Witnesses => "getuigen",
    Fact::WitnessedAt => "laatst gezien",
    Fact::Unwitnessed => "regels sindsdien",
    Fact::Jobs => "taken",
    Fact::LateJobs => "te laat",
    Fact::FailedJobs => "mislukt",
    Fact::Listeners => "luistert op",
    Fact::UnknownListeners => "luistert ook op",
    Fact::ClosedListeners => "gesloten met de noodstop",
    Fact::Environment => "omgeving",
    Fact::Places => "gebruikt vanaf",
    Fact::ForeignStarts => "starts in een andere omgeving",
    Fact::Instance => "kenmerk van de database",
    Fact::Version => "versie",
    Fact::Components => "onderdelen",
    Fact::ComponentsDigest => "SHA-256 van de lijst",
    Fact::Certificates => "certificaten",
    Fact::ExpiringCertificates => "verlopen of binnen 14 dagen",
    Fact::FirstExpiry => "eerste einde",
}

words! {
    class(RetentionClass)
    RetentionClass::PacketReceipt => "ontvangstbewijs",
    RetentionClass::Undecided => "nog niet beoordeeld",
    RetentionClass::Dismissed => "afgewezen",
    RetentionClass::Confirmed => "bevestigd",
    RetentionClass::Warned => "waarschuwing",
    RetentionClass::Sanctioned => "aanvaard door het CJIB",
    RetentionClass::Annulled => "vernietigd na beroep",
    RetentionClass::LegalHold => "vernietigingsstop",
    RetentionClass::Exemption => "ontheffing",
    RetentionClass::ImportFile => "importbestand",
    RetentionClass::LateStart => "ontheffing met terugwerkende kracht",
    RetentionClass::BatchFile => "bestand voor het CJIB",
    RetentionClass::BatchSummary => "samenvatting van een zending",
    RetentionClass::Reconciliation => "vergelijking met het CJIB",
    RetentionClass::AccountActive => "account in gebruik",
    RetentionClass::Account => "gesloten account",
    RetentionClass::Authorisation => "akte",
    RetentionClass::Session => "sessie",
    RetentionClass::LoginAttempt => "inlogpoging",
    RetentionClass::LedgerText => "toelichting in het logboek",
    RetentionClass::Approval => "verzoek om een tweede persoon",
    RetentionClass::AccessReview => "toegangstoetsing",
    RetentionClass::IncidentOpen => "incident in behandeling",
    RetentionClass::Incident => "afgesloten incident",
    RetentionClass::DossierInUse => "dossier in gebruik",
    RetentionClass::DossierVersion => "vroeger dossier",
    RetentionClass::ProcessingLine => "regel voor het Logboek dataverwerkingen",
    RetentionClass::EventOut => "gebeurtenis voor een ander systeem",
    RetentionClass::MailNotice => "bericht per mail over een termijn",
    RetentionClass::PersonRequest => "verzoek van een betrokkene",
}

/// What the destruction register calls things.
fn kind(code: &str) -> Option<&'static str> {
    Some(match code {
        "case" => "zaken",
        "batch_file" => "bestanden voor het CJIB",
        "batch_summary" => "samenvattingen van zendingen",
        "exemption" => "ontheffingen",
        "import_file" => "importbestanden",
        "ledger_text" => "toelichtingen",
        "incident" => "incidenten",
        "account" => "namen van accounts",
        _ => return None,
    })
}

/// What a table holds.
fn table(name: &str) -> Option<&'static str> {
    Some(match name {
        "cases" => "zaken",
        "packet_receipts" => "ontvangstbewijzen",
        "warning_letters" => "waarschuwingsbrieven",
        "legal_holds" => "vernietigingsstops",
        "person_requests" => "verzoeken van betrokkenen",
        "exemptions" => "ontheffingen",
        "exemption_imports" => "importbestanden",
        "exemption_late_starts" => "ontheffingen met terugwerkende kracht",
        "accounts" => "accounts",
        "authorisations" => "akten",
        "approvals" => "verzoeken om een tweede persoon",
        "access_reviews" => "toegangstoetsingen",
        "sessions" => "sessies",
        "login_attempts" => "inlogpogingen",
        "ledger_texts" => "toelichtingen",
        "incidents" => "incidenten",
        "incident_entries" => "stappen in incidenten",
        "incident_extracts" => "logboekuittreksels bij incidenten",
        "batches" => "zendingen",
        "reconciliations" => "vergelijkingen met het CJIB",
        "processing_lines" => "regels voor het Logboek dataverwerkingen",
        "event_outbox" => "gebeurtenissen voor andere systemen",
        "mail_notices" => "berichten per mail over termijnen",
        "api_creations" => "aanvragen van vergunningensystemen",
        "location_versions" => "vroegere dossiers van locaties",
        "sign_inspections" => "schouwen",
        "zone_versions" => "vroegere zones",
        _ => return None,
    })
}
