//! Words of the mask editor.

use crate::texts::texts;

texts! {
    /// Mask editor.
    Mask = MASK {
        title: "Meer afschermen",
        lead: "Zaak {}, beeld {} van {}",
        final_heading: "Dit kan niet ongedaan worden gemaakt",
        final_words: "Wat u hier afschermt, wordt grijs en is daarna voor niemand meer te zien: niet voor u en niet voor de rechter, en na een week ook niet uit een back-up. De rest van het beeld blijft zoals het is.",
        changed: "De zaak is intussen gewijzigd. Er is nu niets afgeschermd; uw vlakken staan er nog. Kijk opnieuw en scherm dan af.",
        pictures: "Beelden van deze zaak",
        picture: "Beeld {}",
        point: "Klik in het beeld op twee hoeken van wat weg moet, of vul het vlak hieronder in.",
        point_again: "De eerste hoek staat op {} bij {}. Klik nu op de hoek ertegenover.",
        picture_alt: "Beeld {}: klik op een hoek van het vlak",
        draw: "Sleep in het beeld over wat weg moet. Een vlak verschuift u door het te slepen; met het witte hoekje past u de maat aan.",
        draw_keys: "Met toetsen: N maakt een vlak, Tab kiest er een, de pijltjes verschuiven het, met Shift erbij verandert de maat, Delete haalt het weg, Z maakt de laatste stap ongedaan.",
        areas: "Vlakken",
        area: "Vlak {}: links {}, boven {}, {} bij {} beeldpunten",
        none: "Er is nog geen vlak.",
        remove: "Verwijder",
        remove_area: "Verwijder vlak {}",
        new_area: "Nieuw vlak",
        type_area: "Vlak invullen",
        type_hint: "In beeldpunten. Dit beeld is {} breed en {} hoog.",
        left: "Links",
        top: "Boven",
        width: "Breedte",
        height: "Hoogte",
        add: "Vlak toevoegen",
        reason: "Reden",
        submit: "Voorgoed afschermen",
        back: "Terug zonder af te schermen",
        link: "Meer afschermen",
        link_picture: "Meer afschermen in beeld {}",
    }
}
