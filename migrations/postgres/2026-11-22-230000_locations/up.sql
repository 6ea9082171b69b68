-- Every change of a dossier is a version that stays. A person is named by the account's id alone, which stays as well.
CREATE TABLE location_versions (
  location_id TEXT NOT NULL REFERENCES locations (id),
  version BIGINT NOT NULL,
  dossier TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT,
  reason TEXT NOT NULL,
  reference TEXT NOT NULL,
  PRIMARY KEY (location_id, version)
);
INSERT INTO location_versions (location_id, version, dossier, changed_at, changed_by, reason, reference)
  SELECT id, version, dossier, updated_at, NULL, '', '' FROM locations;

-- Entries about inspections of the signs are corrected by new ones, each at most once, and never deleted.
CREATE TABLE sign_inspections (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  inspected_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by TEXT NOT NULL,
  result TEXT NOT NULL,
  findings TEXT NOT NULL,
  remark TEXT NOT NULL,
  corrects TEXT UNIQUE REFERENCES sign_inspections (id)
);
CREATE INDEX sign_inspections_location ON sign_inspections (location_id, inspected_at);
CREATE INDEX sign_inspections_municipality ON sign_inspections (municipality_id, inspected_at);

-- A certificate that is replaced may go on beside the new one until a moment; the one that counts without end stands in
-- the unit's own row.
CREATE TABLE unit_certificates (
  fingerprint TEXT PRIMARY KEY NOT NULL,
  unit_id TEXT NOT NULL REFERENCES units (id),
  subject TEXT NOT NULL,
  expires_at BIGINT,
  added_at BIGINT NOT NULL,
  accepted_until BIGINT
);
CREATE INDEX unit_certificates_unit ON unit_certificates (unit_id);
ALTER TABLE units ADD COLUMN suspended_at BIGINT;

-- The worst of each hour, for 30 days.
CREATE TABLE unit_hours (
  unit_id TEXT NOT NULL REFERENCES units (id),
  hour BIGINT NOT NULL,
  clock_offset_ms BIGINT NOT NULL,
  queue_length BIGINT NOT NULL,
  PRIMARY KEY (unit_id, hour)
);
