-- Instants are BIGINT microseconds since 1970-01-01T00:00:00Z; identifiers are hyphenated UUID text; enumerations are text.
-- Every row that holds personal data carries retention_class and destroy_after. Rows below a case repeat the case's own
-- two columns through a cascading foreign key, so that a change of class reaches them all and none can be forgotten.

CREATE TABLE instance (
  id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  instance_id TEXT NOT NULL,
  environment TEXT NOT NULL CHECK (environment IN ('production', 'demo', 'test')),
  created_at BIGINT NOT NULL
);

CREATE TABLE municipalities (
  id TEXT PRIMARY KEY NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  oin TEXT,
  exemption_version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE address_ranges (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  network TEXT NOT NULL,
  note TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (municipality_id, network)
);

CREATE TABLE emergency_stops (
  listener TEXT PRIMARY KEY NOT NULL CHECK (listener IN ('intake', 'portal')),
  closed_at BIGINT NOT NULL,
  reason TEXT NOT NULL
);

CREATE TABLE locations (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  code TEXT NOT NULL,
  dossier TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (municipality_id, code)
);

CREATE TABLE units (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  name TEXT NOT NULL,
  lane BIGINT NOT NULL,
  certificate_fingerprint TEXT NOT NULL UNIQUE,
  registered_at BIGINT NOT NULL,
  revoked_at BIGINT,
  last_sequence BIGINT,
  last_heartbeat_at BIGINT,
  clock_offset_ms BIGINT,
  queue_length BIGINT,
  oldest_queued_at BIGINT,
  passages BIGINT NOT NULL,
  no_hits BIGINT NOT NULL,
  software_version TEXT,
  UNIQUE (municipality_id, name)
);

CREATE TABLE unit_signing_keys (
  id TEXT PRIMARY KEY NOT NULL,
  unit_id TEXT NOT NULL REFERENCES units (id),
  public_key BLOB NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_until BIGINT
);
CREATE INDEX unit_signing_keys_unit ON unit_signing_keys (unit_id);

CREATE TABLE unit_gaps (
  unit_id TEXT NOT NULL REFERENCES units (id),
  first_missing BIGINT NOT NULL,
  last_missing BIGINT NOT NULL,
  noticed_at BIGINT NOT NULL,
  PRIMARY KEY (unit_id, first_missing)
);

CREATE TABLE packet_receipts (
  unit_id TEXT NOT NULL REFERENCES units (id),
  packet_id TEXT NOT NULL,
  municipality_id TEXT NOT NULL,
  digest BLOB NOT NULL,
  outcome TEXT NOT NULL,
  case_id TEXT,
  received_at BIGINT NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  PRIMARY KEY (unit_id, packet_id)
);
CREATE INDEX packet_receipts_due ON packet_receipts (destroy_after);

CREATE TABLE intake_counters (
  municipality_id TEXT NOT NULL,
  location_id TEXT NOT NULL,
  day TEXT NOT NULL,
  outcome TEXT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (municipality_id, location_id, day, outcome)
);

CREATE TABLE cases (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  reference TEXT NOT NULL UNIQUE,
  location_id TEXT NOT NULL REFERENCES locations (id),
  unit_id TEXT NOT NULL REFERENCES units (id),
  state TEXT NOT NULL,
  state_changed_at BIGINT NOT NULL,
  dismissal_reason TEXT,
  captured_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  key_half_id TEXT NOT NULL UNIQUE,
  key_half BLOB NOT NULL,
  revision BIGINT NOT NULL,
  plate_index BLOB NOT NULL,
  plate_index_key TEXT NOT NULL,
  offence_code TEXT,
  vehicle_category BIGINT,
  vehicle_category_source TEXT,
  exemption_checked_at BIGINT NOT NULL,
  exemption_result TEXT NOT NULL,
  facts TEXT NOT NULL,
  dossier TEXT NOT NULL,
  gate_findings TEXT NOT NULL,
  decided_by TEXT,
  decided_at BIGINT,
  undo_until BIGINT,
  claimed_by TEXT,
  claim_expires_at BIGINT,
  batch_id TEXT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  UNIQUE (id, retention_class, destroy_after)
);
CREATE INDEX cases_stock ON cases (municipality_id, state, captured_at);
CREATE INDEX cases_due ON cases (destroy_after);
CREATE INDEX cases_plate ON cases (municipality_id, plate_index);
CREATE INDEX cases_location ON cases (municipality_id, location_id, captured_at);
CREATE INDEX cases_decided ON cases (decided_by, decided_at);
CREATE INDEX cases_claim ON cases (claimed_by);
-- Counts by location are answered from this index alone; it also finds the oldest waiting case of one location.
CREATE INDEX cases_desk ON cases (municipality_id, state, location_id, captured_at, destroy_after);
CREATE INDEX cases_period ON cases (municipality_id, captured_at);
CREATE INDEX cases_batch ON cases (batch_id);
-- An index key dies with its last case: whether it is still needed must not cost a scan.
CREATE INDEX cases_plate_key ON cases (municipality_id, plate_index_key);

CREATE TABLE case_pictures (
  case_id TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  kind TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  captured_at BIGINT NOT NULL,
  received_sha256 TEXT NOT NULL,
  sealed_sha256 TEXT NOT NULL,
  manifest TEXT NOT NULL,
  revision BIGINT NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (case_id, ordinal),
  FOREIGN KEY (case_id, retention_class, destroy_after)
    REFERENCES cases (id, retention_class, destroy_after) ON UPDATE CASCADE ON DELETE CASCADE
);

CREATE TABLE case_fields (
  case_id TEXT NOT NULL,
  field TEXT NOT NULL,
  revision BIGINT NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (case_id, field),
  FOREIGN KEY (case_id, retention_class, destroy_after)
    REFERENCES cases (id, retention_class, destroy_after) ON UPDATE CASCADE ON DELETE CASCADE
);

CREATE TABLE case_events (
  case_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  account_id TEXT,
  detail TEXT NOT NULL,
  ledger_position BIGINT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  PRIMARY KEY (case_id, position),
  FOREIGN KEY (case_id, retention_class, destroy_after)
    REFERENCES cases (id, retention_class, destroy_after) ON UPDATE CASCADE ON DELETE CASCADE
);
-- What one account did lately: which cases it put back unjudged. Events of units and jobs stay out of it.
CREATE INDEX case_events_account ON case_events (account_id, at) WHERE account_id IS NOT NULL;

CREATE TABLE exemptions (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  category TEXT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  weekly_windows TEXT NOT NULL,
  location_ids TEXT NOT NULL,
  key_half_id TEXT NOT NULL UNIQUE,
  key_half BLOB NOT NULL,
  plate_index BLOB NOT NULL,
  sealed_plate BLOB NOT NULL,
  sealed_holder BLOB NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT,
  ended_at BIGINT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);
CREATE INDEX exemptions_plate ON exemptions (municipality_id, plate_index);
CREATE INDEX exemptions_due ON exemptions (destroy_after);
CREATE INDEX exemptions_validity ON exemptions (municipality_id, valid_until);

CREATE TABLE accounts (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  login TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL,
  password_hash TEXT,
  totp_sealed BLOB,
  totp_last_step BIGINT,
  enrolment_token_hash TEXT UNIQUE,
  enrolment_expires_at BIGINT,
  failed_logins BIGINT NOT NULL,
  locked_until BIGINT,
  created_at BIGINT NOT NULL,
  deactivated_at BIGINT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);

CREATE TABLE authorisations (
  id TEXT PRIMARY KEY NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  officer_number TEXT NOT NULL,
  domain TEXT NOT NULL,
  territory TEXT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);
CREATE INDEX authorisations_account ON authorisations (account_id);

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  municipality_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_due ON sessions (destroy_after);

CREATE TABLE login_attempts (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT,
  account_id TEXT,
  at BIGINT NOT NULL,
  origin TEXT NOT NULL,
  outcome TEXT NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);
CREATE INDEX login_attempts_due ON login_attempts (destroy_after);
CREATE INDEX login_attempts_account ON login_attempts (account_id, at);
CREATE INDEX login_attempts_origin ON login_attempts (origin, at);

CREATE TABLE picture_grants (
  token_hash TEXT PRIMARY KEY NOT NULL,
  session_hash TEXT NOT NULL,
  account_id TEXT NOT NULL,
  municipality_id TEXT NOT NULL,
  case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  ordinal BIGINT NOT NULL,
  rendition TEXT NOT NULL,
  needs_claim BOOLEAN NOT NULL,
  log TEXT NOT NULL,
  ledger_position BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX picture_grants_expiry ON picture_grants (expires_at);
CREATE INDEX picture_grants_case ON picture_grants (case_id);

CREATE TABLE ledger_heads (
  log TEXT PRIMARY KEY NOT NULL,
  size BIGINT NOT NULL,
  head_hash BLOB NOT NULL,
  touches BIGINT NOT NULL
);

CREATE TABLE ledger_entries (
  log TEXT NOT NULL REFERENCES ledger_heads (log),
  position BIGINT NOT NULL,
  previous_hash BLOB NOT NULL,
  hash BLOB NOT NULL,
  case_id TEXT,
  account_id TEXT,
  at BIGINT NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (log, position),
  UNIQUE (log, previous_hash)
);
CREATE INDEX ledger_entries_case ON ledger_entries (case_id);

CREATE TABLE ledger_texts (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL,
  key_half_id TEXT NOT NULL UNIQUE,
  key_half BLOB NOT NULL,
  sealed BLOB NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);
CREATE INDEX ledger_texts_due ON ledger_texts (destroy_after);

CREATE TABLE batches (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  state TEXT NOT NULL,
  oin TEXT NOT NULL,
  period_from BIGINT NOT NULL,
  period_until BIGINT NOT NULL,
  built_at BIGINT NOT NULL,
  case_count BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  key_half_id TEXT UNIQUE,
  key_half BLOB,
  attempts BIGINT NOT NULL,
  last_attempt_at BIGINT,
  last_error TEXT,
  receipt_number TEXT,
  acknowledged_at BIGINT,
  processed_at BIGINT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  sealed_file BLOB
);
CREATE INDEX batches_state ON batches (state);
CREATE INDEX batches_due ON batches (destroy_after);

CREATE TABLE batch_items (
  batch_id TEXT NOT NULL REFERENCES batches (id),
  case_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  reference TEXT NOT NULL,
  outcome TEXT,
  return_code TEXT,
  return_text TEXT,
  answered_at BIGINT,
  PRIMARY KEY (batch_id, case_id)
);
CREATE INDEX batch_items_case ON batch_items (case_id);
-- A case is in at most one batch that is not returned.
CREATE UNIQUE INDEX batch_items_once ON batch_items (case_id) WHERE outcome IS NULL OR outcome <> 'returned';

CREATE TABLE job_runs (
  id TEXT PRIMARY KEY NOT NULL,
  job TEXT NOT NULL,
  scheduled_for BIGINT NOT NULL,
  lease_owner TEXT NOT NULL,
  lease_until BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  finished_at BIGINT,
  outcome TEXT,
  detail TEXT NOT NULL,
  UNIQUE (job, scheduled_for)
);

CREATE TABLE destruction_register (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  retention_class TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  destroyed_at BIGINT NOT NULL
);
CREATE INDEX destruction_register_time ON destruction_register (municipality_id, destroyed_at);

CREATE TABLE destroyed_statistics (
  municipality_id TEXT NOT NULL,
  location_id TEXT NOT NULL,
  month TEXT NOT NULL,
  outcome TEXT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (municipality_id, location_id, month, outcome)
);

CREATE TABLE alarms (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  raised_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  cleared_at BIGINT
);
CREATE UNIQUE INDEX alarms_open ON alarms (kind, subject) WHERE cleared_at IS NULL;

-- What SQLite's planner should expect of a grown database: rows, then rows per distinct value of the first column, the
-- first two, and so on. Without it the planner guesses that a municipality has ten cases, and walks all of them by date
-- to find one plate. ANALYZE replaces these figures by counted ones.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('cases', 'cases_stock', '100000 50000 10000 1'),
  ('cases', 'cases_due', '100000 2'),
  ('cases', 'cases_plate', '100000 50000 2'),
  ('cases', 'cases_location', '100000 50000 5000 1'),
  ('cases', 'cases_decided', '100000 2000 1'),
  ('cases', 'cases_claim', '100000 2'),
  ('cases', 'cases_desk', '100000 50000 10000 1000 1 1'),
  ('cases', 'cases_period', '100000 50000 1'),
  ('cases', 'cases_batch', '100000 100'),
  ('cases', 'cases_plate_key', '100000 50000 1000');
