//! What the form of an exemption holds.

use std::collections::BTreeMap;

use serde::Deserialize;

/// How the name of a location's box begins; its code follows.
const LOCATION: &str = "location-";

/// `POST /exemptions/new` and `POST /exemptions/{id}/change`. Not printable: it holds a plate and a holder. A checked day is `Some("on")`.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct ExemptionForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Plate, as typed.
    pub plate: String,
    /// Kind, by its code.
    pub category: String,
    /// Name or permit of the holder.
    pub holder: String,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day, `YYYY-MM-DD`; empty for a day ticket.
    pub valid_until: String,
    /// Monday.
    pub monday: Option<String>,
    /// Tuesday.
    pub tuesday: Option<String>,
    /// Wednesday.
    pub wednesday: Option<String>,
    /// Thursday.
    pub thursday: Option<String>,
    /// Friday.
    pub friday: Option<String>,
    /// Saturday.
    pub saturday: Option<String>,
    /// Sunday.
    pub sunday: Option<String>,
    /// Name of a zone in the place of locations; empty is none.
    pub zone: String,
    /// Start of the window, `HH:MM`.
    pub time_from: String,
    /// End of the window, `HH:MM`.
    pub time_until: String,
    /// Reference of the document that grants a start in the past.
    pub document: String,
    /// Why it was not entered in time.
    pub late_reason: String,
    /// What a start in the past would do was shown.
    pub seen: Option<String>,
    /// The chosen locations, each under a name of its own; none is all.
    #[serde(flatten)]
    pub chosen: BTreeMap<String, String>,
}

impl ExemptionForm {
    /// The days from Monday to Sunday: the field's name and whether it was chosen.
    #[must_use]
    pub fn days(&self) -> [(&'static str, bool); 7] {
        [
            ("monday", self.monday.is_some()),
            ("tuesday", self.tuesday.is_some()),
            ("wednesday", self.wednesday.is_some()),
            ("thursday", self.thursday.is_some()),
            ("friday", self.friday.is_some()),
            ("saturday", self.saturday.is_some()),
            ("sunday", self.sunday.is_some()),
        ]
    }

    /// The name of a location's box.
    #[must_use]
    pub fn location_field(code: &str) -> String {
        format!("{LOCATION}{code}")
    }

    /// Codes of the chosen locations; none is all.
    #[must_use]
    pub fn locations(&self) -> Vec<String> {
        let boxes = self.chosen.keys().filter_map(|name| name.strip_prefix(LOCATION));
        boxes.map(ToOwned::to_owned).collect()
    }

    /// Chooses a location.
    pub fn choose_location(&mut self, code: &str) {
        self.chosen.insert(Self::location_field(code), "on".to_owned());
    }

    /// The days as they are read and written.
    pub fn choose_day(&mut self, day: &str) {
        let field = match day {
            "monday" => &mut self.monday,
            "tuesday" => &mut self.tuesday,
            "wednesday" => &mut self.wednesday,
            "thursday" => &mut self.thursday,
            "friday" => &mut self.friday,
            "saturday" => &mut self.saturday,
            _ => &mut self.sunday,
        };
        *field = Some("on".to_owned());
    }
}
