//! Exemptions, their import, and those that start in the past.

diesel::table! {
    exemptions (id) {
        id -> Text,
        municipality_id -> Text,
        category -> Text,
        valid_from -> BigInt,
        valid_until -> BigInt,
        weekly_windows -> Text,
        location_ids -> Text,
        key_half_id -> Text,
        key_half -> Binary,
        plate_index -> Binary,
        index_generation -> BigInt,
        sealed_plate -> Binary,
        sealed_holder -> Binary,
        created_at -> BigInt,
        created_by -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
        retention_class -> Text,
        destroy_after -> BigInt,
        provisional_until -> Nullable<BigInt>,
        batch_id -> Nullable<Text>,
        follows -> Nullable<Text>,
        ended_by -> Nullable<Text>,
        zone_id -> Nullable<Text>,
    }
}

diesel::table! {
    exemption_imports (id) {
        id -> Text,
        municipality_id -> Text,
        created_by -> Text,
        created_at -> BigInt,
        key_half_id -> Text,
        key_half -> Binary,
        chunks -> BigInt,
        summary -> Nullable<Text>,
        importing_since -> Nullable<BigInt>,
        staged -> BigInt,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    exemption_import_chunks (import_id, ordinal) {
        import_id -> Text,
        ordinal -> BigInt,
        sealed -> Binary,
    }
}

diesel::table! {
    exemption_late_starts (id) {
        id -> Text,
        municipality_id -> Text,
        proposed_by -> Nullable<Text>,
        proposed_at -> BigInt,
        text_id -> Text,
        exemptions -> BigInt,
        lapses_at -> BigInt,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
        agreed -> Nullable<BigInt>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    exemption_late_cases (case_id) {
        case_id -> Text,
        municipality_id -> Text,
        late_start_id -> Text,
        matched_at -> BigInt,
        objected_by -> Nullable<Text>,
        objected_at -> Nullable<BigInt>,
        overruled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    exemption_generations (municipality_id) {
        municipality_id -> Text,
        current -> BigInt,
        oldest -> BigInt,
        stale -> BigInt,
    }
}
