//! Tables of what stands around the cases: municipalities, places, units, people, jobs.

diesel::table! {
    instance (id) {
        id -> Integer,
        instance_id -> Text,
        environment -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    municipalities (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        oin -> Nullable<Text>,
        exemption_version -> BigInt,
        created_at -> BigInt,
        delivery_days -> Nullable<Text>,
        delivery_time -> Text,
        delivery_holidays -> Text,
        gate_run_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    address_ranges (id) {
        id -> Text,
        municipality_id -> Text,
        network -> Text,
        note -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    emergency_stops (listener) {
        listener -> Text,
        closed_at -> BigInt,
        reason -> Text,
        municipality_id -> Nullable<Text>,
        incident_id -> Nullable<Text>,
    }
}

diesel::table! {
    locations (id) {
        id -> Text,
        municipality_id -> Text,
        code -> Text,
        dossier -> Text,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    units (id) {
        id -> Text,
        municipality_id -> Text,
        location_id -> Text,
        name -> Text,
        lane -> BigInt,
        certificate_fingerprint -> Text,
        registered_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        last_sequence -> Nullable<BigInt>,
        last_heartbeat_at -> Nullable<BigInt>,
        clock_offset_ms -> Nullable<BigInt>,
        queue_length -> Nullable<BigInt>,
        oldest_queued_at -> Nullable<BigInt>,
        passages -> BigInt,
        no_hits -> BigInt,
        software_version -> Nullable<Text>,
        suspended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    location_versions (location_id, version) {
        location_id -> Text,
        version -> BigInt,
        dossier -> Text,
        changed_at -> BigInt,
        changed_by -> Nullable<Text>,
        reason -> Text,
        reference -> Text,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    sign_inspections (id) {
        id -> Text,
        municipality_id -> Text,
        location_id -> Text,
        inspected_at -> BigInt,
        recorded_at -> BigInt,
        recorded_by -> Text,
        result -> Text,
        findings -> Text,
        remark -> Text,
        corrects -> Nullable<Text>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    unit_certificates (fingerprint) {
        fingerprint -> Text,
        unit_id -> Text,
        subject -> Text,
        expires_at -> Nullable<BigInt>,
        added_at -> BigInt,
        accepted_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    unit_hours (unit_id, hour) {
        unit_id -> Text,
        hour -> BigInt,
        clock_offset_ms -> BigInt,
        queue_length -> BigInt,
    }
}

diesel::table! {
    unit_signing_keys (id) {
        id -> Text,
        unit_id -> Text,
        public_key -> Binary,
        valid_from -> BigInt,
        valid_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    unit_gaps (unit_id, first_missing) {
        unit_id -> Text,
        first_missing -> BigInt,
        last_missing -> BigInt,
        noticed_at -> BigInt,
    }
}

diesel::table! {
    accounts (id) {
        id -> Text,
        municipality_id -> Text,
        login -> Text,
        display_name -> Text,
        role -> Text,
        password_hash -> Nullable<Text>,
        totp_sealed -> Nullable<Binary>,
        totp_last_step -> Nullable<BigInt>,
        enrolment_token_hash -> Nullable<Text>,
        enrolment_expires_at -> Nullable<BigInt>,
        failed_logins -> BigInt,
        locked_until -> Nullable<BigInt>,
        created_at -> BigInt,
        deactivated_at -> Nullable<BigInt>,
        retention_class -> Text,
        destroy_after -> BigInt,
        language -> Text,
        enrolled_at -> Nullable<BigInt>,
        last_login_at -> Nullable<BigInt>,
        reset_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    recovery_codes (account_id, code_hash) {
        account_id -> Text,
        code_hash -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    authorisations (id) {
        id -> Text,
        account_id -> Text,
        officer_number -> Text,
        domain -> Text,
        territory -> Text,
        valid_from -> BigInt,
        valid_until -> BigInt,
        recorded_at -> BigInt,
        retention_class -> Text,
        destroy_after -> BigInt,
        suspended_at -> Nullable<BigInt>,
        suspended_by -> Nullable<Text>,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Text,
        account_id -> Text,
        municipality_id -> Text,
        origin -> Text,
        created_at -> BigInt,
        last_seen_at -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    login_attempts (id) {
        id -> Text,
        municipality_id -> Nullable<Text>,
        account_id -> Nullable<Text>,
        at -> BigInt,
        origin -> Text,
        outcome -> Text,
        retention_class -> Text,
        destroy_after -> BigInt,
    }
}

diesel::table! {
    job_runs (id) {
        id -> Text,
        job -> Text,
        scheduled_for -> BigInt,
        lease_owner -> Text,
        lease_until -> BigInt,
        started_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
        detail -> Text,
    }
}

diesel::table! {
    alarms (id) {
        id -> Text,
        municipality_id -> Nullable<Text>,
        kind -> Text,
        subject -> Text,
        detail -> Text,
        raised_at -> BigInt,
        last_seen_at -> BigInt,
        cleared_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    retention_terms (id) {
        id -> Text,
        municipality_id -> Text,
        class -> Text,
        amount -> BigInt,
        ground -> Nullable<Text>,
        text_id -> Text,
        proposed_by -> Text,
        proposed_at -> BigInt,
        outcome -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
        carried_out_at -> Nullable<BigInt>,
    }
}
