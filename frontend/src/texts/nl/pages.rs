//! Words of the other pages.

use crate::texts::texts;

texts! {
    /// Log in.
    Login = LOGIN {
        title: "Inloggen",
        lead: "Alles wat u hier bekijkt, wordt vastgelegd.",
        login: "Gebruikersnaam",
        password: "Wachtwoord",
        code: "Code uit uw authenticator-app",
        code_hint: "Zes cijfers, of een herstelcode. Elke code werkt één keer.",
        submit: "Inloggen",
        refused_heading: "Inloggen is niet gelukt",
        refused: "De gebruikersnaam, het wachtwoord of de code klopt niet. Probeer het opnieuw met een nieuwe code.",
        wait_heading: "Even wachten",
        wait: "Er zijn te veel mislukte pogingen gedaan. U kunt het weer proberen om {}.",
        ended_heading: "U bent uitgelogd",
        ended: "Uw sessie is beëindigd, bijvoorbeeld na 15 minuten zonder activiteit. Opgeslagen beslissingen zijn bewaard. Log opnieuw in.",
        logged_out_heading: "U bent uitgelogd",
        logged_out: "Sluit de browser als u niet verder werkt.",
        enrolled_heading: "Uw account is klaar",
        enrolled: "U kunt nu inloggen met uw wachtwoord en een nieuwe code.",
    }
}

texts! {
    /// Enrolment.
    Enrol = ENROL {
        title: "Account in gebruik nemen",
        lead: "Welkom {}. Uw gebruikersnaam is {}. Kies een wachtwoord en koppel uw authenticator-app.",
        expires: "Deze link werkt één keer, tot {}.",
        step_password: "1. Kies een wachtwoord",
        password: "Nieuw wachtwoord",
        password_hint: "Ten minste {} tekens. Een zin van vier of meer woorden is sterk en goed te onthouden.",
        password_again: "Nieuw wachtwoord, nog een keer",
        step_app: "2. Koppel uw authenticator-app",
        scan: "Scan deze code met de app, of typ het geheim over.",
        qr_label: "QR-code om uw authenticator-app te koppelen",
        secret: "Geheim",
        uri: "Koppelen zonder camera",
        code: "Code die de app nu toont",
        code_hint: "Zes cijfers. Zo weten wij dat het koppelen is gelukt.",
        statement: "Door dit account in gebruik te nemen verklaart u dat alleen u het gebruikt en dat u wachtwoord en authenticator met niemand deelt.",
        submit: "In gebruik nemen",
    }
}

texts! {
    /// Start page of an account without a list of work.
    Home = HOME {
        title: "Welkom",
        empty_heading: "Voor uw rol is er geen werklijst",
        empty: "Open een zaak met de link of het zaaknummer dat u van een collega kreeg. Ontbreekt er iets? Vraag uw beheerder.",
    }
}

texts! {
    /// Search.
    Search = SEARCH {
        title: "Zoeken",
        lead: "Zoeken is inzage. Uw reden wordt vastgelegd voordat u de resultaten ziet.",
        what: "Wat zoekt u?",
        reference: "Zaaknummer",
        reference_hint: "10 tekens.",
        plate: "Kenteken",
        plate_hint: "Alleen op één locatie, onder open zaken.",
        plate_hint_wide: "Op elke locatie, ook onder afgesloten zaken.",
        location: "Locatie",
        any_location: "Alle locaties",
        from: "Vanaf",
        until: "Tot en met",
        why: "Waarom zoekt u?",
        reason: "Reden",
        explanation: "Toelichting",
        explanation_hint: "Bijvoorbeeld het nummer van het bezwaar. Noem geen kenteken en geen naam.",
        submit: "Zoeken",
        results: "Resultaten",
        found_one: "1 zaak gevonden.",
        found: "{} zaken gevonden.",
        truncated: "Alleen de eerste {} staan hier. Maak de periode korter om alles te zien.",
        logged: "Vastgelegd om {} met reden: {}.",
        empty_heading: "Niets gevonden",
        empty: "Controleer het zaaknummer of kies een ruimere periode. Vernietigde zaken zijn niet meer te vinden.",
        case: "Zaak",
        captured: "Tijdstip",
        state: "Stand",
    }
}

texts! {
    /// Exemptions.
    Exemptions = EXEMPTIONS {
        title: "Ontheffingen",
        add: "Ontheffing toevoegen",
        list: "Ontheffingen, op einddatum",
        current: "Geldig of toekomstig",
        ended_too: "Ook beëindigde",
        show: "Toon",
        total: "{} ontheffingen",
        plate: "Kenteken",
        plate_hint: "Bijvoorbeeld AE-12-UI. Streepjes mogen.",
        category: "Soort",
        holder: "Houder",
        holder_hint: "Naam of kenmerk van de vergunning. Wordt verzegeld bewaard.",
        valid: "Geldig",
        valid_from: "Geldig vanaf",
        valid_until: "Geldig tot en met",
        period: "{} t/m {}",
        hours: "Tijden",
        locations: "Locaties",
        in_zone: "zone {}",
        zone: "Zone",
        zone_hint: "Geldt op alle locaties die bij de zone horen, ook als die later veranderen. Vink dan geen locaties aan.",
        no_zone: "Geen zone",
        state: "Stand",
        state_current: "geldig",
        state_future: "nog niet begonnen",
        state_over: "verlopen",
        state_ended: "beëindigd",
        action: "Actie",
        end: "Beëindigen",
        end_label: "Beëindigen: de ontheffing van {}",
        added: "De ontheffing is toegevoegd. De camera's kennen haar binnen enkele minuten.",
        ended: "De ontheffing is beëindigd vanaf nu. Eerdere passages blijven vrijgesteld.",
        empty_heading: "Er zijn nog geen ontheffingen",
        empty: "Voeg een ontheffing toe, of importeer een bestand.",
        new_title: "Ontheffing toevoegen",
        new_lead: "Een voertuig met een ontheffing laat bij passeren geen spoor na.",
        when: "Op welke dagen en tijden?",
        when_hint: "Kiest u geen dag, dan geldt de ontheffing altijd.",
        time_from: "Van",
        time_until: "Tot",
        time_hint: "Uren en minuten, bijvoorbeeld 07:30. Leeg is de hele dag.",
        save: "Toevoegen",
        cancel: "Annuleren",
        changed: "De ontheffing is gewijzigd. Eerdere passages blijven zoals ze waren.",
        imported: "Het bestand is geïmporteerd en daarna vernietigd. De camera's kennen de ontheffingen binnen enkele minuten.",
        discarded: "Het bestand is vernietigd. Er is niets geïmporteerd.",
        proposed: "De ontheffing is voorgelegd. Zij telt pas als een tweede beheerder akkoord gaat.",
        more: "Meer over ontheffingen",
        import_link: "Bestand importeren",
        export_link: "Lijst downloaden",
        late_waiting: "Er wachten ontheffingen met een begin in het verleden op een tweede beheerder: {}",
        find_plate: "Zoek op kenteken",
        find: "Zoeken",
        show_all: "Toon de hele lijst",
        not_found_heading: "Geen ontheffing gevonden",
        not_found: "Dit kenteken heeft geen ontheffing, ook geen beëindigde. Controleer het kenteken of voeg een ontheffing toe.",
        ending: "Verloopt binnen 30 dagen ({})",
        open: "Bekijken",
        open_label: "Bekijken: de ontheffing van {}",
        change_title: "Ontheffing wijzigen",
        change_lead: "De oude ontheffing eindigt nu en de nieuwe begint. Wat al gebeurd is, verandert niet.",
        save_change: "Wijzigen",
        propose: "Voorleggen aan een tweede beheerder",
        until_hint: "Leeg bij een dagontheffing: die geldt één dag.",
        where_: "Waar geldt de ontheffing?",
        where_hint: "Kiest u geen locatie, dan geldt de ontheffing overal.",
        late: "Begint de ontheffing in het verleden?",
        late_hint: "Vul dan beide velden in. De ontheffing kan zaken doen vervallen; een tweede beheerder moet akkoord gaan.",
        late_heading: "Begin in het verleden",
        covers: "Deze ontheffing raakt zaken: {} ({}). Die zaken wachten, worden altijd twee keer bekeken en gaan niet naar het CJIB; wat al geleverd is, komt op de lijst om te laten vernietigen.",
        covers_none: "Er is geen zaak die deze ontheffing raakt. Een tweede beheerder moet toch akkoord gaan.",
        document: "Kenmerk van het document",
        document_hint: "Het besluit of de brief waarin de ontheffing staat. Noem geen kenteken.",
        late_reason: "Waarom is het te laat?",
        late_reason_hint: "Bijvoorbeeld: aanvraag bleef liggen. Noem geen kenteken en geen naam.",
        one_title: "Ontheffing",
        history: "Geschiedenis",
        history_lead: "Elke wijziging eindigt de ene regel en begint de volgende. Vier maanden na het einde wordt een regel vernietigd.",
        change: "Wijzigen…",
        back: "Terug naar de ontheffingen",
        entered: "Ingevoerd",
        entered_by: "Door",
        by_system: "de technisch beheerder of een ander systeem",
        what: "Wat",
        first: "Toegevoegd.",
        changed_fields: "Gewijzigd: {}.",
        ended_by: "Beëindigd door {}.",
    }
}

texts! {
    /// Roadside units.
    Units = UNITS {
        title: "Camera's",
        list: "Camera's en hun toestand",
        summary_ok: "Alle {} camera's werken goed.",
        summary_bad: "{} van {} camera's vragen aandacht.",
        unit: "Camera",
        location: "Locatie",
        lane: "rijstrook {}",
        health: "Toestand",
        healthy: "in orde",
        never_seen: "nog nooit gemeld",
        silent: "zwijgt",
        clock_off: "klok wijkt af",
        queue_old: "wachtrij te oud",
        gaps: "gemiste pakketten",
        certificate_expires: "certificaat verloopt",
        suspended: "opgeschort",
        revoked: "ingetrokken",
        heartbeat: "Laatste teken",
        ago: "{} geleden",
        clock: "Klok",
        queue: "Wachtrij",
        queue_oldest: "oudste {}",
        missing: "Gemist",
        software: "Software",
        empty_heading: "Er zijn nog geen camera's",
        empty: "Een beheerder registreert een camera met ‘poortwacht unit register’.",
    }
}

/// One error page.
#[derive(Debug)]
#[expect(missing_docs, reason = "title, what happened, what was kept, what to do")]
pub struct ErrorText {
    pub title: &'static str,
    pub happened: &'static str,
    pub kept: &'static str,
    pub to_do: &'static str,
}

/// Error pages.
#[derive(Debug)]
#[expect(missing_docs, reason = "named after the answer")]
pub struct Errors {
    pub happened: &'static str,
    pub kept: &'static str,
    pub to_do: &'static str,
    pub trace: &'static str,
    pub home: &'static str,
    pub onward: &'static str,
    pub bad_request: ErrorText,
    pub forbidden: ErrorText,
    pub not_found: ErrorText,
    pub method_not_allowed: ErrorText,
    pub conflict: ErrorText,
    pub too_large: ErrorText,
    pub internal: ErrorText,
    pub unavailable: ErrorText,
    pub portal_closed: ErrorText,
    pub evidence_altered: ErrorText,
    pub database_behind: ErrorText,
}

pub(super) const ERRORS: Errors = Errors {
    happened: "Wat is er gebeurd?",
    kept: "Wat is bewaard?",
    to_do: "Wat kunt u doen?",
    trace: "Kenmerk voor de helpdesk: {}",
    home: "Naar uw startpagina",
    onward: "Verder naar Poortwacht",
    bad_request: ErrorText {
        title: "Dit verzoek is niet te begrijpen",
        happened: "De gegevens kwamen onvolledig of in een onbekende vorm aan, of het formulier was verouderd.",
        kept: "Er is niets opgeslagen of veranderd.",
        to_do: "Ga terug, laad de pagina opnieuw en probeer het nog een keer.",
    },
    forbidden: ErrorText {
        title: "Dit mag u niet",
        happened: "Uw rol, uw sessie of het adres van uw werkplek geeft geen recht op deze handeling. Het verzoek is vastgelegd.",
        kept: "Er is niets opgeslagen of veranderd.",
        to_do: "Hebt u dit nodig voor uw werk? Vraag uw coördinator of beheerder.",
    },
    not_found: ErrorText {
        title: "Deze pagina is er niet",
        happened: "Het adres klopt niet, of wat u zoekt bestaat niet meer. Zaken worden na hun bewaartermijn vernietigd.",
        kept: "Er is niets veranderd.",
        to_do: "Controleer het zaaknummer, of ga naar de werkvoorraad.",
    },
    method_not_allowed: ErrorText {
        title: "Dit adres laat zich zo niet openen",
        happened: "Dit adres hoort bij een formulier. Het toont zelf geen pagina.",
        kept: "Er is niets opgeslagen of veranderd.",
        to_do: "Kies de pagina in het menu.",
    },
    conflict: ErrorText {
        title: "Deze zaak is intussen veranderd",
        happened: "Iemand anders of Poortwacht zelf was u voor: de stand van de zaak laat deze handeling niet meer toe.",
        kept: "Uw laatste handeling is niet opgeslagen. Alles daarvoor wel.",
        to_do: "Open de zaak opnieuw om de nieuwe stand te zien.",
    },
    too_large: ErrorText {
        title: "Dit is te veel tekst",
        happened: "Het formulier bevat meer tekst dan Poortwacht aanneemt.",
        kept: "Er is niets opgeslagen of veranderd.",
        to_do: "Ga terug, maak de tekst korter en verstuur het formulier opnieuw.",
    },
    internal: ErrorText {
        title: "Er ging iets mis",
        happened: "Poortwacht kon dit verzoek niet afmaken. De fout is gemeld aan het beheer.",
        kept: "Uw laatste handeling is niet opgeslagen. Alles daarvoor wel.",
        to_do: "Probeer het nog een keer. Blijft het misgaan? Geef het kenmerk hieronder door aan de helpdesk.",
    },
    unavailable: ErrorText {
        title: "Poortwacht kan nu niets tonen",
        happened: "De opslag of het inzagelogboek is niet bereikbaar. Wat niet kan worden vastgelegd, wordt niet getoond.",
        kept: "Uw laatste handeling is niet opgeslagen. Alles daarvoor wel. Nieuwe zaken wachten in de camera's.",
        to_do: "Wacht een minuut en laad de pagina opnieuw. Het beheer krijgt vanzelf een melding.",
    },
    portal_closed: ErrorText {
        title: "Het portaal is gesloten",
        happened: "De beheerder heeft het portaal uit voorzorg met de noodstop gesloten.",
        kept: "Alle beslissingen die u eerder opsloeg, zijn bewaard.",
        to_do: "Neem contact op met uw coördinator. U hoort wanneer u verder kunt.",
    },
    evidence_altered: ErrorText {
        title: "Het bewijs van deze zaak klopt niet",
        happened: "Dit onderdeel is niet wat in het inzagelogboek is vastgelegd: {}. Daarom wordt niets van deze zaak getoond.",
        kept: "Aan de zaak is niets veranderd. De mislukte inzage is vastgelegd en er is alarm gegeven.",
        to_do: "Meld dit nu aan uw coördinator en aan de functionaris gegevensbescherming, met het kenmerk hieronder. Daarna kunt u verder met een andere zaak.",
    },
    database_behind: ErrorText {
        title: "Er is een oudere database teruggezet",
        happened: "Het inzagelogboek in deze database houdt eerder op dan wat er al van gezien is. Daarom gaat geen bewijs open en wordt niets ontvangen.",
        kept: "Alles staat er nog zoals het is teruggezet. De camera's bewaren hun pakketten tot het herstel klaar is.",
        to_do: "Meld dit aan de beheerder: die herstelt met een tweede persoon (poortwacht recover). Is er niets teruggezet, meld het dan meteen aan de functionaris gegevensbescherming.",
    },
};
