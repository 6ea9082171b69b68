//! Weekly windows as the interface writes them.

use poortwacht_domain::{Weekday, WeeklyWindow};
use serde::Serialize;

/// Hours of the day on some days of the week, Dutch wall-clock time.
#[derive(Serialize)]
pub(super) struct Window {
    days: Vec<Weekday>,
    from: String,
    until: String,
}

impl From<WeeklyWindow> for Window {
    fn from(window: WeeklyWindow) -> Self {
        Self {
            from: window.from.strftime("%H:%M").to_string(),
            until: window.until.strftime("%H:%M").to_string(),
            days: window.days,
        }
    }
}
