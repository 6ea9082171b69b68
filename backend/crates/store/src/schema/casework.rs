//! Tables of what a passage leaves behind: receipts, cases, batches, the ledger, destruction.

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
        claimed_at -> Nullable<BigInt>,
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
        retention_class -> Text,
        destroy_after -> BigInt,
        ledger_entry -> Nullable<Text>,
    }
}

diesel::table! {
    warning_letters (case_id) {
        case_id -> Text,
        location_id -> Text,
        period_from -> Text,
        period_until -> Text,
        listed_at -> BigInt,
        handed_over_at -> Nullable<BigInt>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    case_restrictions (case_id) {
        case_id -> Text,
        ground -> Text,
        restricted_by -> Text,
        restricted_at -> BigInt,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    person_requests (id) {
        id -> Text,
        municipality_id -> Text,
        kind -> Text,
        identity_check -> Text,
        regime -> Text,
        received_on -> Text,
        registered_by -> Text,
        registered_at -> BigInt,
        due_at -> BigInt,
        extended_for -> Nullable<Text>,
        outcome -> Nullable<Text>,
        handled_by -> Nullable<Text>,
        handled_at -> Nullable<BigInt>,
        key_half_id -> Text,
        key_half -> Binary,
        sealed_asked -> Binary,
        sealed_answer -> Nullable<Binary>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    legal_holds (case_id) {
        case_id -> Text,
        ground -> Text,
        explanation -> Text,
        asked_by -> Text,
        asked_at -> BigInt,
        lapses_at -> BigInt,
        placed_by -> Nullable<Text>,
        placed_at -> Nullable<BigInt>,
        confirmed_by -> Nullable<Text>,
        confirmed_at -> Nullable<BigInt>,
        review_at -> Nullable<BigInt>,
        under_class -> Nullable<Text>,
        under_destroy_after -> Nullable<BigInt>,
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
        expires_at -> BigInt,
        ledger_entry -> Text,
    }
}

diesel::table! {
    ledger_logs (log) {
        log -> Text,
        touches -> BigInt,
    }
}

diesel::table! {
    ledger_shards (id) {
        id -> BigInt,
        name -> Text,
        log -> Text,
        opened_at -> BigInt,
        size -> BigInt,
        edge -> Binary,
        closed -> Bool,
        checkpoint -> Nullable<Text>,
        checkpoint_size -> BigInt,
        checkpoint_at -> Nullable<BigInt>,
        dropped_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    ledger_tail (shard_id, first) {
        shard_id -> BigInt,
        first -> BigInt,
        entries -> Binary,
        leaves -> Binary,
    }
}

diesel::table! {
    ledger_bundles (shard_id, number) {
        shard_id -> BigInt,
        number -> BigInt,
        newest_at -> BigInt,
        entries -> Nullable<Binary>,
    }
}

diesel::table! {
    ledger_tiles (shard_id, level, number) {
        shard_id -> BigInt,
        level -> BigInt,
        number -> BigInt,
        hashes -> Binary,
    }
}

diesel::table! {
    ledger_index (shard_id, position) {
        shard_id -> BigInt,
        position -> BigInt,
        case_id -> Nullable<Text>,
        account_id -> Nullable<Text>,
        act -> Text,
        outcome -> Text,
        at -> BigInt,
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
    incidents (id) {
        id -> Text,
        municipality_id -> Text,
        number -> BigInt,
        kind -> Text,
        source -> Text,
        alarm_id -> Nullable<Text>,
        reported_at -> BigInt,
        urgency -> Nullable<Text>,
        impact -> Nullable<Text>,
        reacted_at -> Nullable<BigInt>,
        solved_at -> Nullable<BigInt>,
        escalated_at -> Nullable<BigInt>,
        breach -> Nullable<Text>,
        aware_at -> Nullable<BigInt>,
        risk -> Nullable<Text>,
        notified_at -> Nullable<BigInt>,
        persons -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
        entries -> BigInt,
        key_half_id -> Text,
        key_half -> Binary,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    incident_extracts (incident_id, position) {
        incident_id -> Text,
        position -> BigInt,
        at -> BigInt,
        account_id -> Text,
        from_day -> Text,
        until_day -> Text,
        entries -> BigInt,
        sealed -> Binary,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    incident_entries (incident_id, position) {
        incident_id -> Text,
        position -> BigInt,
        at -> BigInt,
        account_id -> Nullable<Text>,
        step -> Text,
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
    reconciliations (municipality_id, month) {
        municipality_id -> Text,
        month -> Text,
        compared_at -> BigInt,
        batches -> BigInt,
        cases -> BigInt,
        differences -> BigInt,
        findings -> Text,
        retention_class -> Text,
        destroy_after -> BigInt,
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

diesel::table! {
    processing_lines (id) {
        id -> Text,
        municipality_id -> Text,
        activity -> Text,
        act -> Text,
        status -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        trace_id -> Text,
        span_id -> Text,
        parent_span_id -> Nullable<Text>,
        started_at -> BigInt,
        ended_at -> BigInt,
        rejected_at -> Nullable<BigInt>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    processing_sender (name) {
        name -> Text,
        lease_owner -> Text,
        lease_until -> BigInt,
        failures -> BigInt,
        not_before -> BigInt,
        last_error -> Nullable<Text>,
        confirmed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    witnesses (id) {
        id -> Text,
        log -> Text,
        name -> Text,
        certificate_fingerprint -> Text,
        cosigner_key -> Text,
        registered_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    ledger_cosignatures (shard_id, witness_id) {
        shard_id -> BigInt,
        witness_id -> Text,
        size -> BigInt,
        at -> BigInt,
        line -> Text,
    }
}
