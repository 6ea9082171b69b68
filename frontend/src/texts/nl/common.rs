//! Words that every page shares.

use crate::texts::texts;

texts! {
    /// Header, navigation, parts of any page.
    Layout = LAYOUT {
        product: "Poortwacht",
        demo: "Demo – niets hier is echt",
        skip: "Naar de inhoud",
        navigation: "Hoofdmenu",
        log_out: "Uitloggen",
        languages: "Taal",
        warning: "Let op",
        help: "Hulp bij Poortwacht",
        error_prefix: "Fout: ",
        summary_heading: "Controleer het formulier",
        optional: " (niet verplicht)",
        choose: "Maak een keuze",
        none: "geen",
        unknown: "onbekend",
        all: "alle",
        pages: "Pagina's",
        page_of: "Pagina {} van {}",
        previous: "Vorige",
        next: "Volgende",
        undo: "Ongedaan maken",
        confirmed: "bevestigd",
        dismissed: "afgewezen: {}",
        undo_until: "kan tot {}",
        deadline_left: "nog {}",
        deadline_passed: "termijn verstreken",
        yes: "ja",
        no: "nee",
    }
}

texts! {
    /// What is wrong with a field, and how to mend it.
    Problems = PROBLEMS {
        required: "Vul dit veld in.",
        too_long: "Gebruik hier ten hoogste {} tekens.",
        password_too_short: "Kies een wachtwoord van ten minste {} tekens.",
        password_is_login: "Kies een wachtwoord dat niet gelijk is aan uw gebruikersnaam.",
        passwords_differ: "De twee wachtwoorden zijn niet gelijk. Vul beide opnieuw in.",
        wrong_code: "Deze code klopt niet of is al gebruikt. Wacht op de volgende code in uw app.",
        wrong_password: "Dit is niet uw huidige wachtwoord. Typ het opnieuw.",
        too_many_attempts: "Er zijn te veel mislukte pogingen gedaan. Wacht een kwartier en probeer het opnieuw.",
        not_a_plate: "Vul een kenteken in van letters en cijfers, bijvoorbeeld AE-12-UI.",
        not_a_reference: "Dit zaaknummer bestaat niet. Een zaaknummer heeft 10 tekens, zonder I, L, O en U.",
        not_a_date: "Vul een datum in als jaar-maand-dag, bijvoorbeeld 2026-11-22.",
        not_a_time: "Vul een tijd in als uren:minuten, bijvoorbeeld 07:30.",
        end_before_start: "Het einde ligt voor het begin. Kies een latere datum.",
        not_a_choice: "Kies een van de mogelijkheden uit de lijst.",
        offence_does_not_apply: "Deze feitcode geldt niet voor de gekozen voertuigcategorie op de dag van het feit.",
        contains_plate: "Noem hier geen kenteken: deze tekst blijft langer bewaard dan de zaak.",
        nothing_to_search_by: "Vul een zaaknummer, een kenteken of een locatie in.",
        plate_needs_location: "Kies ook een locatie: een kenteken zoekt u op één locatie.",
        not_in_range: "Vul een heel getal in van {} tot en met {}.",
        nothing_drawn: "Er is nog geen vlak. Teken of vul ten minste één vlak in.",
        too_many_areas: "Gebruik ten hoogste {} vlakken; neem zo nodig een groter vlak.",
        area_outside: "Een van de vlakken is leeg of ligt buiten het beeld. Verwijder het en teken het opnieuw.",
        period_too_long: "Kies een periode van ten hoogste {} dagen.",
        not_answered: "Beantwoord eerst of er iemand herkenbaar is: kies Nee, of scherm af.",
        not_ticked: "Dit is niet aangevinkt. Bevestig alleen wat u op de beelden zag; wijs de zaak anders af.",
        starts_in_the_past: "Kies een begin vanaf vandaag. Met terugwerkende kracht kan alleen met een document en een tweede persoon.",
    }
}

/// Months, weekdays, lengths of time.
#[derive(Debug)]
#[expect(missing_docs, reason = "the Dutch words below say what each member is")]
pub struct Calendar {
    pub months: [&'static str; 12],
    /// From Monday.
    pub weekdays: [&'static str; 7],
    pub weekdays_long: [&'static str; 7],
    pub always: &'static str,
    pub minute: &'static str,
    pub minutes: &'static str,
    pub hour: &'static str,
    pub hours: &'static str,
    pub day: &'static str,
    pub days: &'static str,
}

pub(super) const CALENDAR: Calendar = Calendar {
    months: ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    weekdays: ["ma", "di", "wo", "do", "vr", "za", "zo"],
    weekdays_long: ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    always: "altijd",
    minute: "{} minuut",
    minutes: "{} minuten",
    hour: "{} uur",
    hours: "{} uur",
    day: "{} dag",
    days: "{} dagen",
};
