//! Words of what is done with exemptions beside the list.

use crate::texts::texts;

texts! {
    /// Import of exemptions.
    ExemptionImport = EXEMPTION_IMPORT {
        title: "Ontheffingen importeren",
        lead: "U ziet eerst wat er in het bestand staat. Pas daarna besluit u of het wordt geïmporteerd.",
        file: "Bestand (CSV)",
        file_hint: "Hooguit {} megabyte. Het bestand wordt verzegeld bewaard tot u het importeert of weggooit, hooguit 30 dagen.",
        upload: "Bestand bekijken",
        waiting: "Bestanden die wachten",
        received: "Ontvangen",
        lines: "Regels",
        wrong: "Fouten",
        action: "Actie",
        open: "Verder",
        format: "Hoe ziet het bestand eruit?",
        format_lead: "De eerste regel noemt de kolommen. De kolommen locaties en tijden mogen leeg zijn: overal en altijd.",
        example: "kenteken;houder;categorie;van;tot;locaties;tijden
AE-12-UI;Bakkerij De Brug;leverancier;01-01-2027;31-12-2027;lange-straat;ma-vr 07:00-11:00",
        format_rules: "Puntkomma's of komma's, UTF-8 of Windows-1252, datums als 31-12-2027. Meer locaties of tijden: met komma's ertussen, binnen aanhalingstekens als het bestand komma's gebruikt.",
        back: "Terug naar de ontheffingen",
        preview_title: "Bestand bekijken",
        all_right: "Alle regels kloppen: {}. Er is nog niets geïmporteerd.",
        wrong_heading: "Het bestand bevat fouten",
        some_wrong: "Fouten: {}, in zoveel regels: {}. Verbeter het bestand en bied het opnieuw aan, of importeer alleen de goede regels.",
        nothing: "Het bestand bevat geen enkele regel. Kijk of u het goede bestand koos.",
        importing_heading: "Het bestand wordt geïmporteerd",
        importing: "De ontheffingen tellen pas als alles gereed is.",
        import_progress: "Gereed: {} van {} regels.",
        import_reload: "Ververs deze pagina om te zien hoe ver het is.",
        fresh: "Nieuwe ontheffingen",
        unchanged: "Staan er al zo",
        late_lines: "Beginnen in het verleden",
        kinds: "Soorten",
        line: "Regel",
        column: "Kolom",
        message: "Wat is er mis",
        wrong_cells: "De eerste fouten",
        all_wrong: "Download alle fouten ({}) zonder kentekens",
        first_rows: "De eerste goede regels",
        late_hint: "Regels in het bestand beginnen in het verleden. Vul beide velden in; een tweede beheerder moet akkoord gaan voordat zij tellen.",
        skip_wrong: "Toch importeren zonder de foute regels",
        import: "Importeren",
        discard: "Bestand weggooien",
        kept_until: "Wordt het niet geïmporteerd, dan wordt het bestand vernietigd op {}.",
    }
}

texts! {
    /// Exemptions as a file.
    ExemptionExport = EXEMPTION_EXPORT {
        title: "Lijst downloaden",
        lead: "Het bestand bevat alle geldige en toekomstige ontheffingen, met kenteken en houder. Downloaden wordt vastgelegd met uw reden.",
        reason: "Reden",
        explanation: "Toelichting",
        explanation_hint: "Bijvoorbeeld het kenmerk van het verzoek. Noem geen kenteken en geen naam.",
        download: "Downloaden (CSV)",
        back: "Terug",
    }
}

texts! {
    /// Starts in the past before the second person.
    LateStarts = LATE_STARTS {
        title: "Begin in het verleden",
        lead: "Deze ontheffingen tellen pas als iemand anders dan de indiener akkoord gaat.",
        heading: "Ontheffingen: {}",
        exemptions: "De voorgelegde ontheffingen",
        proposed_by: "Voorgelegd door",
        proposed_at: "Voorgelegd op",
        lapses_at: "Vervalt op",
        agree: "Akkoord",
        refuse: "Niet akkoord",
        your_own: "U legde dit zelf voor. Vraag een collega-beheerder.",
        agreed: "U ging akkoord. De ontheffingen tellen vanaf nu.",
        refused: "U ging niet akkoord. De ontheffingen worden vernietigd.",
        withdrawn: "Het begin in het verleden is ingetrokken. De ontheffingen gelden vanaf het akkoord; de zaken gaan hun gewone weg.",
        kept: "De ontheffingen blijven gelden zoals voorgelegd. De zaken worden afgewezen zodra hun wachttijd voorbij is.",
        settling: "Afwijzingen die nog wachten",
        settling_lead: "Deze ontheffingen tellen al. De zaken waarvoor zij golden worden pas na 72 uur afgewezen, en een tweede boa kijkt er altijd naar.",
        settle_heading: "Begin in het verleden {}",
        agreed_at: "Akkoord op",
        cases: "Zaken die wachten",
        due: "Eerste afwijzing vanaf",
        objections: "Bezwaren bij de tweede blik",
        objected: "Bij de tweede blik is iemand het oneens. De zaken wachten tot u kiest.",
        withdraw: "Trek het begin in het verleden in",
        keep: "Handhaaf de ontheffingen",
        empty_heading: "Er wacht niets",
        empty: "Een ontheffing met een begin in het verleden verschijnt hier zodra zij is voorgelegd.",
        back: "Terug naar de ontheffingen",
    }
}

texts! {
    /// Cases to be annulled.
    Annulments = ANNULMENTS {
        title: "Te laten vernietigen",
        lead: "Deze zaken zijn al naar het CJIB gegaan, maar er gold een ontheffing die te laat is ingevoerd. Vraag het CJIB de sanctie te vernietigen.",
        case: "Zaak",
        location: "Locatie",
        captured: "Tijdstip",
        state: "Stand",
        since: "Ontheffing akkoord op",
        empty_heading: "Er is niets te vernietigen",
        empty: "Zaken verschijnen hier als een te laat ingevoerde ontheffing een geleverde zaak raakt.",
        back: "Terug naar het CJIB",
    }
}
