//! Words of the register of incidents.

use crate::texts::{IncidentLabels, texts, words};
use poortwacht_domain::incident::{
    BreachRisk, BreachVerdict, ClockStanding, Impact, IncidentClock, IncidentField, IncidentKind,
    IncidentSource, IncidentStep, NotificationPhase, PersonsDecision, Urgency,
};

texts! {
    /// The register of incidents.
    IncidentTexts = INCIDENTS {
        title: "Incidenten",
        lead: "Alle incidenten van de gemeente, ook datalekken die niet gemeld zijn. De klokken tellen vanaf de melding, de 72 uur vanaf het moment dat de gemeente het wist.",
        report: "Incident melden",
        empty_heading: "Er is geen incident geregistreerd",
        empty: "Iedereen kan er een melden, ook zonder account. Alarmen worden vanzelf een concept.",
        number: "Nummer",
        number_value: "incident {}",
        reported: "Gemeld",
        about: "Waarover",
        source: "Door",
        priority: "Prioriteit",
        deadline: "Eerstvolgende termijn",
        state: "Stand",
        open_state: "in behandeling",
        closed_state: "afgesloten op {}",
        not_judged: "nog niet beoordeeld",
        deadline_value: "{}: {}",
        overdue_heading: "Een termijn is verstreken",
        overdue_text: "Doe wat er nog moet en leg het vast. Bij een te late melding aan de toezichthouder hoort een reden.",
        incident_title: "Incident {}",
        facts: "Stand van zaken",
        clocks: "Termijnen",
        clock: "Wat",
        due: "Uiterlijk",
        met: "Gedaan",
        standing: "Uitkomst",
        kept: "Bewaard tot",
        review: "Opnieuw bekijken voor",
        missing: "Nog te doen voor het afsluiten",
        steps: "Volgende stap",
        record: "Wat is vastgelegd",
        record_lead: "Elke stap blijft staan; wat het laatst is vastgelegd, geldt.",
        by_at: "{}, {}",
        somebody: "zonder account",
        the_system: "het systeem",
        matrix: "Prioriteit volgens het protocol",
        matrix_hint: "Hoog × hoog is 1, laag × laag is 5. Prioriteit 1: direct reageren, binnen 1 uur oplossen, landelijk opschalen. 2: 10 minuten, 4 uur. 3: 1 uur, 8 uur. 4: 4 uur, 24 uur. 5: 1 dag, 1 week.",
        save: "Vastleggen",
        back: "Terug naar het incident",
        back_to_list: "Terug naar het overzicht",
        report_title: "Incident melden",
        report_lead: "Meld alles wat niet klopt: gegevens op een verkeerde plek, iemand die meer ziet dan hoort, een verloren apparaat. Zet er geen kenteken in. De beveiligingsfunctionaris en de functionaris gegevensbescherming zien de melding meteen.",
        report_openly: "U kunt melden zonder in te loggen. Uw naam is niet nodig; met een naam en een telefoonnummer of mailadres kan de gemeente u iets vragen.",
        report_send: "Melden",
        reported_notice: "Dank u. Het incident is gemeld.",
        too_many_heading: "Het incident is niet gemeld",
        too_many: "Er zijn dit uur te veel meldingen zonder account gedaan. Bel of mail de gemeente, of probeer het over een uur opnieuw. Wat u schreef, staat er nog.",
        scope: "Omvang bepalen",
        scope_title: "Omvang van een lek",
        scope_lead: "Geef de dagen waarop het kan zijn misgegaan. U ziet welke zaken er toen waren en wie er toen zaken heeft gezien, volgens het logboek. Er wordt geen kenteken geopend.",
        scope_from: "Eerste dag",
        scope_until: "Laatste dag",
        scope_submit: "Omvang bepalen",
        scope_held: "Wat er is",
        scope_cases: "Zaken",
        scope_vehicles: "Verschillende voertuigen, ten hoogste",
        scope_passages: "Passages",
        scope_between: "van {} tot en met {}",
        scope_places: "Waar",
        scope_place: "Locatie",
        scope_viewers: "Wie zag zaken in deze dagen",
        scope_viewer: "Naam",
        scope_times: "Keren",
        saved_notice: "De stap is vastgelegd.",
        stop_title: "Noodstop",
        stop_intro: "Sluit in één keer wat lekt, voor iedereen.",
        stop_link: "Sluiten of weer openen",
        stop_lead: "Een gesloten deel antwoordt niemand meer, ook andere gemeenten van deze installatie niet. U opent alleen wat vanuit uw gemeente is gesloten. Alles komt in het logboek en in het dossier van het incident.",
        stop_portal_heading: "Het portaal sluit ook u buiten",
        stop_portal: "Is het portaal dicht, dan kan alleen de beheerder het weer openen (poortwacht emergency reopen portal). Bel die eerst.",
        stop_listeners: "Hoe het nu staat",
        stop_listener: "Deel",
        stop_intake: "ontvangst van de camera's",
        stop_the_portal: "portaal",
        stop_api: "koppeling met vergunningen",
        stop_open: "open",
        stop_closed: "gesloten sinds {}",
        stop_act: "Wat wilt u doen",
        stop_close: "Sluiten: {}",
        stop_reopen: "Weer openen: {}",
        stop_reason: "Reden",
        stop_reason_hint: "Iedereen die ervoor staat, leest dit. Zet er geen kenteken en geen naam in.",
        stop_sure: "Ja, dit geldt meteen en voor iedereen",
        stop_submit: "Uitvoeren",
        month_title: "Maandrapport",
        month_heading: "Incidenten in {}",
        month_lead: "Voor de leiding: aantallen en termijnen, zonder namen en zonder tekst uit het register. Een termijn die voorbij is zonder dat het is gedaan, telt als te laat.",
        month: "Maand",
        month_show: "Tonen",
        month_at: "Gemeten op {}.",
        month_summary: "Samenvatting",
        month_reported: "Gemeld",
        month_escalated: "Opgeschaald",
        month_breaches: "Datalekken",
        month_unjudged: "Nog niet beoordeeld of het een datalek is",
        month_notified: "Toezichthouder ingelicht",
        month_persons: "Betrokkenen ingelicht",
        month_closed: "Afgesloten in de maand, met lessen",
        month_open: "Open aan het eind",
        month_open_value: "{} (incident {})",
        month_in_time: "{} op tijd, {} te laat, {} loopt",
        month_priorities: "Per prioriteit",
        month_react: "Gereageerd",
        month_solve: "Opgelost",
        month_none: "In deze maand is niets gemeld.",
        month_statement: "Ondertekend rapport (PDF)",
        month_table: "Regels (CSV)",
        extracts: "Bewijs uit het logboek",
        extracts_lead: "Wat hier is veiliggesteld, is ondertekend, blijft bij het incident en verdwijnt ermee. Elke download komt in het logboek.",
        extract_days: "Dagen",
        extract_entries: "Regels",
        extract_by: "Veiliggesteld",
        extract_file: "Bestand",
        extract_download: "Uittreksel {} downloaden",
        extract_title: "Logboekuittreksel veiligstellen",
        extract_lead: "Geef de dagen die bij het incident horen. Elke regel van het logboek uit die dagen komt met zijn bewijs in één ondertekend bestand. Er wordt geen kenteken geopend.",
        extract_submit: "Veiligstellen",
    }
}

pub(super) const LABELS: IncidentLabels = IncidentLabels {
    kind,
    source,
    clock,
    clock_standing,
    step,
    field,
    hint,
    urgency,
    impact,
    verdict,
    risk,
    phase,
    persons,
    answer,
};

words! {
    kind(IncidentKind)
    IncidentKind::Leak => "gegevens bij iemand die ze niet hoort te hebben",
    IncidentKind::Intrusion => "inbraak of poging daartoe",
    IncidentKind::Misuse => "misbruik door iemand met toegang",
    IncidentKind::Loss => "verlies of diefstal",
    IncidentKind::Failure => "storing of fout",
    IncidentKind::Alteration => "gewijzigde vastlegging",
    IncidentKind::BrokenPromise => "niet nagekomen afspraak of termijn",
    IncidentKind::Other => "iets anders",
}

words! {
    source(IncidentSource)
    IncidentSource::Account => "medewerker met account",
    IncidentSource::Visitor => "iemand zonder account",
    IncidentSource::Operator => "iemand met toegang tot de server",
    IncidentSource::Alarm => "alarm van het systeem",
}

words! {
    clock(IncidentClock)
    IncidentClock::React => "reageren",
    IncidentClock::Solve => "oplossen",
    IncidentClock::Notify => "toezichthouder inlichten",
}

words! {
    clock_standing(ClockStanding)
    ClockStanding::Running => "loopt",
    ClockStanding::Overdue => "verstreken",
    ClockStanding::Met => "op tijd",
    ClockStanding::MetLate => "te laat",
}

words! {
    step(IncidentStep)
    IncidentStep::Report => "Melding",
    IncidentStep::Triage => "Urgentie en impact bepalen",
    IncidentStep::React => "Eerste reactie",
    IncidentStep::Escalate => "Opschalen",
    IncidentStep::Involve => "Melder en leiding betrekken",
    IncidentStep::Describe => "Incident beschrijven",
    IncidentStep::Assess => "Datalek beoordelen",
    IncidentStep::Notify => "Toezichthouder inlichten",
    IncidentStep::Persons => "Betrokkenen inlichten",
    IncidentStep::Solve => "Oplossing vastleggen",
    IncidentStep::Note => "Iets noteren",
    IncidentStep::Close => "Afsluiten",
}

words! {
    field(IncidentField)
    IncidentField::Kind => "Waarover gaat het",
    IncidentField::What => "Wat is er gebeurd",
    IncidentField::ReporterName => "Uw naam",
    IncidentField::ReporterContact => "Telefoonnummer of mailadres",
    IncidentField::Urgency => "Urgentie",
    IncidentField::Impact => "Impact",
    IncidentField::Explanation => "Toelichting",
    IncidentField::Done => "Wat is er gedaan",
    IncidentField::Told => "Wie is ingelicht",
    IncidentField::Nature => "Aard van het incident",
    IncidentField::Systems => "Systemen en gegevens",
    IncidentField::Cause => "Oorzaak",
    IncidentField::ProcedureFollowed => "Is de procedure gevolgd",
    IncidentField::Culpable => "Is er sprake van verwijtbaarheid",
    IncidentField::Repaired => "Is het hersteld",
    IncidentField::MayRecur => "Kan het zich herhalen",
    IncidentField::Measures => "Maatregelen",
    IncidentField::Verdict => "Is het een datalek",
    IncidentField::AwareAt => "Sinds wanneer weet de gemeente het",
    IncidentField::Risk => "Risico voor de betrokkenen",
    IncidentField::Phase => "Welk deel van de kennisgeving",
    IncidentField::BreachNature => "Aard van de inbreuk",
    IncidentField::PeopleCategories => "Categorieën betrokkenen",
    IncidentField::PeopleNumber => "Hoeveel betrokkenen, bij benadering",
    IncidentField::RecordCategories => "Categorieën persoonsgegevens",
    IncidentField::RecordNumber => "Hoeveel gegevens, bij benadering",
    IncidentField::ContactPoint => "Contactpunt",
    IncidentField::Consequences => "Waarschijnlijke gevolgen",
    IncidentField::MeasuresTaken => "Genomen of voorgestelde maatregelen",
    IncidentField::Receipt => "Nummer van de ontvangstbevestiging",
    IncidentField::Lateness => "Waarom later dan 72 uur",
    IncidentField::Persons => "Worden de betrokkenen ingelicht",
    IncidentField::PersonsText => "Wat zij horen, of waarom niet",
    IncidentField::Lessons => "Wat leren we ervan",
}

/// What helps to fill in a field, where something does.
const fn hint(field: IncidentField) -> Option<&'static str> {
    match field {
        IncidentField::What => {
            Some("Wanneer, waar, welke gegevens of systemen, en wie het al weet. Zet er geen kenteken in.")
        }
        IncidentField::Urgency => Some("Hoe snel groeit de schade?"),
        IncidentField::Impact => Some("Hoeveel mensen en hoeveel van het werk raakt het?"),
        IncidentField::Risk => {
            Some("Verplicht bij een datalek. Een hoog risico: ook de betrokkenen inlichten (artikel 34).")
        }
        IncidentField::AwareAt => Some("Verplicht bij een datalek. De 72 uur tellen vanaf dit moment."),
        IncidentField::Phase => Some(
            "Het laatste of enige deel bevat alles wat artikel 33, derde lid, vraagt; een eerder deel wat bekend is.",
        ),
        IncidentField::Lateness => Some("Verplicht als de 72 uur voorbij zijn (artikel 33, eerste lid)."),
        IncidentField::ContactPoint => Some("Naam en contactgegevens van de FG of een ander."),
        IncidentField::Persons => Some("Uitzonderingen alleen bij een hoog risico (artikel 34, lid 3)."),
        _ => None,
    }
}

words! {
    urgency(Urgency)
    Urgency::High => "hoog",
    Urgency::Medium => "midden",
    Urgency::Low => "laag",
}

words! {
    impact(Impact)
    Impact::High => "groot",
    Impact::Medium => "middelgroot",
    Impact::Low => "klein",
}

words! {
    verdict(BreachVerdict)
    BreachVerdict::None => "nee, geen persoonsgegevens geraakt",
    BreachVerdict::Breach => "ja, een datalek",
}

words! {
    risk(BreachRisk)
    BreachRisk::Unlikely => "onwaarschijnlijk: registreren, niet melden",
    BreachRisk::Likely => "risico: melden aan de toezichthouder",
    BreachRisk::High => "hoog risico: ook de betrokkenen inlichten",
}

words! {
    phase(NotificationPhase)
    NotificationPhase::Initial => "eerste deel",
    NotificationPhase::Supplement => "aanvulling",
    NotificationPhase::Final => "laatste of enige deel",
}

words! {
    persons(PersonsDecision)
    PersonsDecision::Inform => "ja, zij worden ingelicht",
    PersonsDecision::NotHighRisk => "nee, het risico is niet hoog",
    PersonsDecision::Unintelligible => "nee, de gegevens waren onleesbaar (versleuteld)",
    PersonsDecision::RiskRemoved => "nee, maatregelen namen het hoge risico weg",
    PersonsDecision::MadePublic => "nee, onevenredig veel moeite: openbaar gemaakt",
}

/// An answer to one of the protocol's questions; nothing for an unknown code.
fn answer(code: &str) -> Option<&'static str> {
    Some(match code {
        "yes" => "ja",
        "no" => "nee",
        "unknown" => "nog niet bekend",
        _ => return None,
    })
}
