//! Tables of the events for other systems.

diesel::table! {
    event_outbox (id) {
        id -> Text,
        municipality_id -> Text,
        receiver -> Text,
        event_id -> Text,
        event_type -> Text,
        body -> Text,
        created_at -> BigInt,
        attempts -> BigInt,
        not_before -> BigInt,
        last_error -> Nullable<Text>,
        given_up_at -> Nullable<BigInt>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    event_receivers (name) {
        name -> Text,
        lease_owner -> Text,
        lease_until -> BigInt,
        failures -> BigInt,
        not_before -> BigInt,
        last_error -> Nullable<Text>,
        delivered_at -> Nullable<BigInt>,
    }
}
