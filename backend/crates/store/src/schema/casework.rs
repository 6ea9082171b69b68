//! Tables of what a passage leaves behind: receipts, cases, exemptions, batches, the ledger, destruction.

diesel::table! {
    packet_receipts (unit_id, packet_id) {
        unit_id -> Text,
        packet_id -> Text,
        municipality_id -> Text,
        digest -> Binary,
        outcome -> Text,
        case_id -> Nullable<Text>,
        received_at -> BigInt,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    intake_counters (municipality_id, location_id, day, outcome) {
        municipality_id -> Text,
        location_id -> Text,
        day -> Text,
        outcome -> Text,
        count -> BigInt,
    }
}

diesel::table! {
    cases (id) {
        id -> Text,
        municipality_id -> Text,
        reference -> Text,
        location_id -> Text,
        unit_id -> Text,
        state -> Text,
        state_changed_at -> BigInt,
        dismissal_reason -> Nullable<Text>,
        captured_at -> BigInt,
        received_at -> BigInt,
        key_half_id -> Text,
        key_half -> Binary,
        revision -> BigInt,
        plate_index -> Binary,
        plate_index_key -> Text,
        offence_code -> Nullable<Text>,
        vehicle_category -> Nullable<BigInt>,
        vehicle_category_source -> Nullable<Text>,
        exemption_checked_at -> BigInt,
        exemption_result -> Text,
        facts -> Text,
        dossier -> Text,
        gate_findings -> Text,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
        undo_until -> Nullable<BigInt>,
        claimed_by -> Nullable<Text>,
        claim_expires_at -> Nullable<BigInt>,
        batch_id -> Nullable<Text>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    case_pictures (case_id, ordinal) {
        case_id -> Text,
        ordinal -> BigInt,
        kind -> Text,
        width -> BigInt,
        height -> BigInt,
        captured_at -> BigInt,
        received_sha256 -> Text,
        sealed_sha256 -> Text,
        manifest -> Text,
        revision -> BigInt,
        retention_class -> Text,
        destroy_after -> BigInt,
        sealed -> Binary,
        place -> Text,
        object_size -> Nullable<BigInt>,
        object_etag -> Nullable<Text>,
    }
}

diesel::table! {
    case_fields (case_id, field) {
        case_id -> Text,
        field -> Text,
        revision -> BigInt,
        retention_class -> Text,
        destroy_after -> BigInt,
        sealed -> Binary,
    }
}

diesel::table! {
    case_events (case_id, position) {
        case_id -> Text,
        position -> BigInt,
        at -> BigInt,
        kind -> Text,
        account_id -> Nullable<Text>,
        detail -> Text,
        ledger_position -> Nullable<BigInt>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

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
        sealed_plate -> Binary,
        sealed_holder -> Binary,
        created_at -> BigInt,
        created_by -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    picture_grants (token_hash) {
        token_hash -> Text,
        session_hash -> Text,
        account_id -> Text,
        municipality_id -> Text,
        case_id -> Text,
        ordinal -> BigInt,
        rendition -> Text,
        needs_claim -> Bool,
        log -> Text,
        ledger_position -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    ledger_heads (log) {
        log -> Text,
        size -> BigInt,
        head_hash -> Binary,
        touches -> BigInt,
    }
}

diesel::table! {
    ledger_entries (log, position) {
        log -> Text,
        position -> BigInt,
        previous_hash -> Binary,
        hash -> Binary,
        case_id -> Nullable<Text>,
        account_id -> Nullable<Text>,
        at -> BigInt,
        entry -> Text,
    }
}

diesel::table! {
    ledger_texts (id) {
        id -> Text,
        municipality_id -> Text,
        key_half_id -> Text,
        key_half -> Binary,
        sealed -> Binary,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    batches (id) {
        id -> Text,
        municipality_id -> Text,
        state -> Text,
        oin -> Text,
        period_from -> BigInt,
        period_until -> BigInt,
        built_at -> BigInt,
        case_count -> BigInt,
        sha256 -> Text,
        key_half_id -> Nullable<Text>,
        key_half -> Nullable<Binary>,
        attempts -> BigInt,
        last_attempt_at -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        receipt_number -> Nullable<Text>,
        acknowledged_at -> Nullable<BigInt>,
        processed_at -> Nullable<BigInt>,
        retention_class -> Text,
        destroy_after -> BigInt,
        sealed_file -> Nullable<Binary>,
    }
}

diesel::table! {
    batch_items (batch_id, case_id) {
        batch_id -> Text,
        case_id -> Text,
        position -> BigInt,
        reference -> Text,
        outcome -> Nullable<Text>,
        return_code -> Nullable<Text>,
        return_text -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    spent_halves (half_id) {
        half_id -> Text,
        municipality_id -> Text,
        spent_at -> BigInt,
    }
}

diesel::table! {
    destruction_register (id) {
        id -> Text,
        municipality_id -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        retention_class -> Text,
        due_at -> BigInt,
        destroyed_at -> BigInt,
    }
}

diesel::table! {
    destroyed_statistics (municipality_id, location_id, month, outcome) {
        municipality_id -> Text,
        location_id -> Text,
        month -> Text,
        outcome -> Text,
        count -> BigInt,
    }
}
