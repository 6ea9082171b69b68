//! The tables of `migrations/*`, in the same column order. One schema serves both databases.

mod access;
mod api;
mod casework;
mod events;
mod inspection;
mod mail;
mod permits;
mod places;
mod register;

pub(crate) use access::*;
pub(crate) use api::*;
pub(crate) use casework::*;
pub(crate) use events::*;
pub(crate) use inspection::*;
pub(crate) use mail::*;
pub(crate) use permits::*;
pub(crate) use places::*;
pub(crate) use register::*;

diesel::joinable!(sample_lines -> samples (sample_id));
diesel::joinable!(incident_entries -> incidents (incident_id));
diesel::joinable!(incident_extracts -> incidents (incident_id));
diesel::joinable!(address_ranges -> municipalities (municipality_id));
diesel::joinable!(locations -> municipalities (municipality_id));
diesel::joinable!(units -> municipalities (municipality_id));
diesel::joinable!(units -> locations (location_id));
diesel::joinable!(unit_signing_keys -> units (unit_id));
diesel::joinable!(unit_gaps -> units (unit_id));
diesel::joinable!(unit_certificates -> units (unit_id));
diesel::joinable!(unit_hours -> units (unit_id));
diesel::joinable!(location_versions -> locations (location_id));
diesel::joinable!(zones -> municipalities (municipality_id));
diesel::joinable!(zone_members -> zones (zone_id));
diesel::joinable!(zone_versions -> zones (zone_id));
diesel::joinable!(packet_receipts -> units (unit_id));
diesel::joinable!(cases -> municipalities (municipality_id));
diesel::joinable!(cases -> locations (location_id));
diesel::joinable!(cases -> units (unit_id));
diesel::joinable!(exemptions -> municipalities (municipality_id));
diesel::joinable!(exemption_import_chunks -> exemption_imports (import_id));
diesel::joinable!(exemption_late_cases -> cases (case_id));
diesel::joinable!(accounts -> municipalities (municipality_id));
diesel::joinable!(authorisations -> accounts (account_id));
diesel::joinable!(access_review_lines -> access_reviews (review_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(recovery_codes -> accounts (account_id));
diesel::joinable!(picture_grants -> cases (case_id));
diesel::joinable!(ledger_shards -> ledger_logs (log));
diesel::joinable!(ledger_tail -> ledger_shards (shard_id));
diesel::joinable!(ledger_bundles -> ledger_shards (shard_id));
diesel::joinable!(ledger_tiles -> ledger_shards (shard_id));
diesel::joinable!(ledger_index -> ledger_shards (shard_id));
diesel::joinable!(ledger_cosignatures -> ledger_shards (shard_id));
diesel::joinable!(ledger_cosignatures -> witnesses (witness_id));
diesel::joinable!(batches -> municipalities (municipality_id));
diesel::joinable!(batch_items -> batches (batch_id));
diesel::joinable!(case_pictures -> cases (case_id));
diesel::joinable!(case_fields -> cases (case_id));
diesel::joinable!(case_events -> cases (case_id));
diesel::joinable!(batch_items -> cases (case_id));
diesel::joinable!(warning_letters -> cases (case_id));
diesel::joinable!(legal_holds -> cases (case_id));
diesel::joinable!(case_restrictions -> cases (case_id));

diesel::allow_tables_to_appear_in_same_query!(
    instance,
    municipalities,
    address_ranges,
    emergency_stops,
    locations,
    units,
    unit_signing_keys,
    unit_gaps,
    unit_certificates,
    unit_hours,
    location_versions,
    sign_inspections,
    zones,
    zone_members,
    zone_versions,
    packet_receipts,
    intake_counters,
    cases,
    case_pictures,
    case_fields,
    case_events,
    warning_letters,
    legal_holds,
    case_restrictions,
    person_requests,
    samples,
    sample_lines,
    sample_figures,
    exemptions,
    exemption_imports,
    exemption_import_chunks,
    exemption_late_starts,
    exemption_late_cases,
    accounts,
    authorisations,
    sessions,
    recovery_codes,
    approvals,
    access_reviews,
    access_review_lines,
    login_attempts,
    picture_grants,
    ledger_logs,
    ledger_shards,
    ledger_tail,
    ledger_bundles,
    ledger_tiles,
    ledger_index,
    witnesses,
    ledger_cosignatures,
    ledger_texts,
    incidents,
    incident_entries,
    incident_extracts,
    batches,
    batch_items,
    reconciliations,
    job_runs,
    spent_halves,
    processing_lines,
    processing_sender,
    event_outbox,
    mail_notices,
    event_receivers,
    destruction_register,
    destroyed_statistics,
    alarms,
    api_clients,
    api_assertions,
    api_tokens,
    api_creations,
);
