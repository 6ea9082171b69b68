//! Addresses of the zones.

use poortwacht_domain::ZoneId;

/// Zones (GET).
pub const ZONES: &str = "/zones";
/// Make a zone (GET form, POST).
pub const ZONES_NEW: &str = "/zones/new";
/// Route pattern of [`zone`].
pub const ZONE: &str = "/zones/{zone}";
/// Route pattern of [`zone_edit`].
pub const ZONE_EDIT: &str = "/zones/{zone}/edit";
/// Route pattern of [`zone_close`].
pub const ZONE_CLOSE: &str = "/zones/{zone}/close";

/// One zone with its history (GET).
#[must_use]
pub fn zone(id: ZoneId) -> String {
    format!("/zones/{id}")
}

/// Change a zone (GET form, POST).
#[must_use]
pub fn zone_edit(id: ZoneId) -> String {
    format!("/zones/{id}/edit")
}

/// Close a zone (POST).
#[must_use]
pub fn zone_close(id: ZoneId) -> String {
    format!("/zones/{id}/close")
}
