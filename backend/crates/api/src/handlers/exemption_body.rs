//! An exemption as the interface writes and reads it.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::{ExemptionCategory, ExemptionId};
use poortwacht_services::api_clients::{
    ExemptionInput, ExemptionStatus, ExemptionView, LateStartInput, WindowInput,
};
use serde::Serialize;

use super::window::Window;
use crate::body::Members;

/// An exemption in an answer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Exemption {
    pub(super) id: ExemptionId,
    plate: String,
    holder: String,
    category: ExemptionCategory,
    valid_from: Date,
    valid_until: Date,
    locations: Vec<String>,
    zone: Option<String>,
    windows: Vec<Window>,
    status: &'static str,
    ended_at: Option<Timestamp>,
    follows: Option<ExemptionId>,
}

impl From<ExemptionView> for Exemption {
    fn from(view: ExemptionView) -> Self {
        Self {
            id: view.id,
            plate: view.plate.as_str().to_owned(),
            holder: view.holder,
            category: view.category,
            valid_from: view.valid_from,
            valid_until: view.valid_until,
            locations: view.locations,
            zone: view.zone,
            windows: view.windows.into_iter().map(Window::from).collect(),
            status: match view.status {
                ExemptionStatus::Waiting => "waiting",
                ExemptionStatus::Upcoming => "upcoming",
                ExemptionStatus::Valid => "valid",
                ExemptionStatus::Over => "over",
            },
            ended_at: view.ended_at,
            follows: view.follows,
        }
    }
}

/// Reads what was sent; what is wrong stays with the members.
pub(super) fn read(members: &mut Members) -> ExemptionInput {
    ExemptionInput {
        plate: members.text("plate"),
        holder: members.text("holder"),
        category: members.text("category"),
        valid_from: members.text("validFrom"),
        valid_until: members.text("validUntil"),
        locations: members.texts("locations").unwrap_or_default(),
        zone: members.text("zone"),
        windows: members.objects("windows", window).unwrap_or_default(),
        late_start: members.object("lateStart", late_start),
    }
}

fn window(members: &mut Members) -> WindowInput {
    WindowInput {
        days: members.texts("days").unwrap_or_default(),
        from: members.text("from"),
        until: members.text("until"),
    }
}

fn late_start(members: &mut Members) -> LateStartInput {
    LateStartInput { document: members.text("document"), reason: members.text("reason") }
}
