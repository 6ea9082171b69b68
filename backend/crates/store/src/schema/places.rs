//! Zones: named sets of locations.

diesel::table! {
    zones (id) {
        id -> Text,
        municipality_id -> Text,
        name -> Text,
        version -> BigInt,
        created_at -> BigInt,
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    zone_members (zone_id, location_id, member_from) {
        zone_id -> Text,
        location_id -> Text,
        member_from -> BigInt,
        member_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    zone_versions (zone_id, version) {
        zone_id -> Text,
        version -> BigInt,
        name -> Text,
        locations -> Text,
        closed -> BigInt,
        changed_at -> BigInt,
        changed_by -> Nullable<Text>,
        reason -> Text,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}
