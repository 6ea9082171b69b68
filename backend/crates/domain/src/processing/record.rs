//! The record of processing activities: what is published about each. In Dutch, the language of those it is for.

use super::ProcessingActivity as Activity;
use crate::retention::RetentionClass as Class;

/// What the record says about an activity (AVG art. 30(1), Wpg art. 31d).
#[derive(Debug, Clone, Copy)]
pub struct ActivityRecord {
    /// Which.
    pub activity: Activity,
    /// Its name.
    pub name: &'static str,
    /// What it is done for.
    pub purpose: &'static str,
    /// On what legal ground.
    pub legal_basis: &'static [&'static str],
    /// Categories of personal data.
    pub data: &'static [&'static str],
    /// Categories of data subjects.
    pub subjects: &'static [&'static str],
    /// Categories of recipients outside the municipality.
    pub recipients: &'static [&'static str],
    /// How long what is kept.
    pub kept: &'static [Keeping],
}

/// What is kept for how long; the term itself is the installation's.
#[derive(Debug, Clone, Copy)]
pub struct Keeping {
    /// What.
    pub what: &'static str,
    /// Its retention class; `None` where nothing personal is kept at all.
    pub class: Option<Class>,
    /// From when the term counts.
    pub from: &'static str,
}

const fn keep(what: &'static str, class: Class, from: &'static str) -> Keeping {
    Keeping { what, class: Some(class), from }
}

const PUBLIC_TASK: &str =
    "AVG artikel 6, eerste lid, onder e: taak van algemeen belang en uitoefening van openbaar gezag";
const POLICE_ACT: &str = "Wet politiegegevens, vanaf de vaststelling van de overtreding";
const FINES_ACT: &str = "Wet administratiefrechtelijke handhaving verkeersvoorschriften";
const DRIVER: &str = "bestuurders en kentekenhouders van vastgelegde voertuigen";
const STAFF: &str = "medewerkers met een account";
const CASE_DATA: &str =
    "kenteken, plaats, tijdstip en rijrichting, afgeschermde beelden van het voertuig, voertuigkenmerken";

/// Every activity, in the order in which a passage meets them.
pub const RECORDS: &[ActivityRecord] = &[
    ActivityRecord {
        activity: Activity::Passages,
        name: "Passages ontvangen",
        purpose: "Vaststellen of een voertuig zonder ontheffing een gesloten weg is ingereden. Passages met ontheffing of \
                  buiten de venstertijden worden alleen geteld.",
        legal_basis: &[PUBLIC_TASK, "Reglement verkeersregels en verkeerstekens 1990"],
        data: &[CASE_DATA],
        subjects: &[DRIVER],
        recipients: &[],
        kept: &[
            Keeping {
                what: "passages zonder mogelijke overtreding",
                class: None,
                from: "er wordt niets over een persoon bewaard, alleen een telling",
            },
            keep("ontvangstbewijs van een bericht", Class::PacketReceipt, "ontvangst"),
            keep("mogelijke overtredingen", Class::Undecided, "opname"),
        ],
    },
    ActivityRecord {
        activity: Activity::Judgement,
        name: "Mogelijke overtredingen beoordelen",
        purpose: "Een buitengewoon opsporingsambtenaar beoordeelt persoonlijk of de passage een overtreding is.",
        legal_basis: &[PUBLIC_TASK, POLICE_ACT, FINES_ACT],
        data: &[CASE_DATA, "redenen van wetenschap"],
        subjects: &[DRIVER],
        recipients: &[],
        kept: &[
            keep("niet beoordeelde zaken", Class::Undecided, "opname"),
            keep("afgewezen zaken", Class::Dismissed, "de beslissing"),
            keep("vastgestelde overtredingen zonder sanctie", Class::Confirmed, "de gedraging"),
            keep("zaken met een waarschuwing", Class::Warned, "de gedraging"),
        ],
    },
    ActivityRecord {
        activity: Activity::Exemptions,
        name: "Ontheffingen bijhouden",
        purpose: "Voertuigen met een ontheffing herkennen, zodat hun passages geen zaak worden.",
        legal_basis: &[PUBLIC_TASK, "Reglement verkeersregels en verkeerstekens 1990, artikel 87"],
        data: &[
            "kenteken, naam of vergunningnummer van de houder, soort, plaats en geldigheid van de ontheffing",
        ],
        subjects: &["houders van een ontheffing"],
        recipients: &[],
        kept: &[
            keep("ontheffing en houder", Class::Exemption, "einde van de geldigheid"),
            keep("aangeboden importbestand, tot het is verwerkt en hooguit", Class::ImportFile, "aanbieden"),
            keep("verantwoording van een begin in het verleden", Class::LateStart, "het voorstel"),
        ],
    },
    ActivityRecord {
        activity: Activity::CjibDelivery,
        name: "Overtredingen aanleveren bij het CJIB",
        purpose: "Vastgestelde overtredingen aan het CJIB leveren, dat de sanctie oplegt, en de antwoorden verwerken.",
        legal_basis: &[FINES_ACT, POLICE_ACT],
        data: &[CASE_DATA, "feitcode, verklaring en verbalisantnummer"],
        subjects: &[DRIVER, "buitengewoon opsporingsambtenaren"],
        recipients: &["Centraal Justitieel Incassobureau (CJIB)"],
        kept: &[
            keep("zaken met een sanctie", Class::Sanctioned, "de gedraging"),
            keep("vernietigde sancties", Class::Annulled, "de beslissing"),
            keep("leverbestand", Class::BatchFile, "verwerking door het CJIB"),
            keep(
                "controlegetal, aantallen en ontvangstnummer van een levering",
                Class::BatchSummary,
                "verwerking door het CJIB",
            ),
            keep("vergelijking met de lijst van het CJIB", Class::Reconciliation, "de vergelijking"),
        ],
    },
    ActivityRecord {
        activity: Activity::AppealDossiers,
        name: "Dossiers en beelden verstrekken",
        purpose: "Bij beroep, klacht of verzoek het dossier of het eigen beeld van de betrokkene verstrekken.",
        legal_basis: &[FINES_ACT, POLICE_ACT, "AVG artikel 15 en Wpg artikel 25: recht op inzage"],
        data: &[CASE_DATA, "verklaring, verbalisantnummer, verloop van de zaak"],
        subjects: &[DRIVER, "buitengewoon opsporingsambtenaren"],
        recipients: &["officier van justitie (CVOM)", "rechter", "betrokkene of gemachtigde"],
        kept: &[
            keep("zaken met een sanctie", Class::Sanctioned, "de gedraging"),
            keep(
                "zaken die worden vastgehouden voor beroep of onderzoek",
                Class::LegalHold,
                "het besluit; daarna herbeoordeling",
            ),
        ],
    },
    ActivityRecord {
        activity: Activity::PersonRequests,
        name: "Verzoeken van betrokkenen behandelen",
        purpose: "Wie vraagt naar de eigen gegevens antwoorden, en op verzoek een zaak beperken of laten corrigeren.",
        legal_basis: &["AVG artikel 12 en 15 tot en met 21", "Wpg artikel 24a tot en met 28"],
        data: &[CASE_DATA, "kenteken van het verzoek en hoe de identiteit is vastgesteld"],
        subjects: &["wie om de eigen gegevens vraagt"],
        recipients: &["betrokkene of gemachtigde"],
        kept: &[keep("verzoeken van betrokkenen", Class::PersonRequest, "het antwoord")],
    },
    ActivityRecord {
        activity: Activity::EvidenceCare,
        name: "Bewijs bewaren en controleren",
        purpose: "Beelden en gegevens verzegeld bewaren en kunnen aantonen dat zij niet zijn veranderd.",
        legal_basis: &[PUBLIC_TASK, POLICE_ACT, "AVG artikel 32"],
        data: &[CASE_DATA],
        subjects: &[DRIVER],
        recipients: &[],
        kept: &[keep("bewijs", Class::Sanctioned, "de gedraging; nooit langer dan de zaak zelf")],
    },
    ActivityRecord {
        activity: Activity::Destruction,
        name: "Gegevens vernietigen",
        purpose: "Alles vernietigen waarvan de bewaartermijn voorbij is.",
        legal_basis: &["AVG artikel 5, eerste lid, onder e", POLICE_ACT],
        data: &["willekeurig zaaknummer, bewaarklasse en tijdstip van vernietiging"],
        subjects: &[DRIVER, "houders van een ontheffing", STAFF],
        recipients: &[],
        kept: &[Keeping {
            what: "register van vernietiging",
            class: None,
            from: "bevat geen gegevens die tot een persoon leiden",
        }],
    },
    ActivityRecord {
        activity: Activity::Accounts,
        name: "Accounts beheren",
        purpose: "Alleen bevoegde medewerkers toegang geven, elk met een eigen account en tweede factor.",
        legal_basis: &[PUBLIC_TASK, "Wpg artikel 4a en 6; Baseline Informatiebeveiliging Overheid"],
        data: &["naam, gebruikersnaam, rol, akte en verbalisantnummer"],
        subjects: &[STAFF],
        recipients: &[],
        kept: &[
            keep("gesloten account", Class::Account, "sluiting"),
            keep("akte", Class::Authorisation, "einde van de geldigheid"),
            keep("sessies", Class::Session, "einde"),
            keep("inlogpogingen", Class::LoginAttempt, "de poging"),
            keep("verzoeken om een tweede persoon", Class::Approval, "de beslissing"),
            keep("toetsing van de toegang", Class::AccessReview, "afronding"),
            keep(
                "wie een dossier of zone wijzigde en wie de borden schouwde",
                Class::DossierVersion,
                "de volgende versie; bij een schouw de invoer",
            ),
        ],
    },
    ActivityRecord {
        activity: Activity::AccessLog,
        name: "Inzage en handelingen vastleggen",
        purpose: "Vastleggen wie wanneer wat heeft gezien of gedaan, zodat misbruik aan het licht komt en de gemeente \
                  verantwoording kan afleggen, ook in het logboek dataverwerkingen.",
        legal_basis: &[
            "Wpg artikel 32a",
            "AVG artikel 5, tweede lid, en artikel 32",
            "Baseline Informatiebeveiliging Overheid",
        ],
        data: &["willekeurig account- en zaaknummer, handeling, reden, tijdstip en netwerkadres"],
        subjects: &[STAFF, DRIVER, "houders van een ontheffing"],
        recipients: &[
            "het logboek dataverwerkingen van de gemeente, gepseudonimiseerd en zonder medewerkers",
        ],
        kept: &[
            keep("verzegelde toelichtingen", Class::LedgerText, "vastlegging"),
            keep(
                "steekproeven uit beslissingen en inzagen",
                Class::Sample,
                "de trekking; daarna de afronding",
            ),
            keep("incident in behandeling, tot het wordt bekeken", Class::IncidentOpen, "de laatste stap"),
            keep("afgesloten incident", Class::Incident, "afsluiting"),
            keep("logregels tot het logboek ze heeft bevestigd", Class::ProcessingLine, "de handeling"),
            keep(
                "berichten voor systemen van de gemeente tot die ze hebben",
                Class::EventOut,
                "de handeling",
            ),
            keep("berichten per mail over termijnen", Class::MailNotice, "het bericht"),
        ],
    },
];

/// What the record says about one activity.
#[must_use]
pub fn record_of(activity: Activity) -> Option<&'static ActivityRecord> {
    RECORDS.iter().find(|record| record.activity == activity)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::act::Act;
    use crate::plate::looks_like_plate;

    #[test]
    fn every_activity_is_recorded_once_and_completely() {
        assert_eq!(RECORDS.len(), Activity::ALL.len());
        for activity in Activity::ALL {
            let record = record_of(*activity).unwrap();
            assert!(!record.legal_basis.is_empty() && !record.data.is_empty(), "{activity}");
            assert!(!record.subjects.is_empty() && !record.kept.is_empty(), "{activity}");
            assert!(!looks_like_plate(record.name), "{activity}");
        }
    }

    #[test]
    fn every_class_with_a_term_is_told_somewhere() {
        let told: BTreeSet<_> =
            RECORDS.iter().flat_map(|record| record.kept).filter_map(|keeping| keeping.class).collect();
        let expected = Class::ALL
            .iter()
            .copied()
            .filter(|class| !matches!(class, Class::AccountActive | Class::DossierInUse));
        assert_eq!(told, expected.collect());
    }

    #[test]
    fn every_act_belongs_to_an_activity_that_is_recorded() {
        for act in Act::ALL {
            assert!(record_of(Activity::of(*act)).is_some(), "{act}");
        }
    }
}
