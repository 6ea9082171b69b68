-- Zones: named sets of locations that exemptions may name. A closed zone frees its name.
CREATE TABLE zones (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  closed_at BIGINT
);
CREATE UNIQUE INDEX zones_name ON zones (municipality_id, name) WHERE closed_at IS NULL;

-- A membership counts from when it was entered until when it was taken out; the past is never rewritten.
CREATE TABLE zone_members (
  zone_id TEXT NOT NULL REFERENCES zones (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  member_from BIGINT NOT NULL,
  member_until BIGINT,
  PRIMARY KEY (zone_id, location_id, member_from)
);
CREATE INDEX zone_members_location ON zone_members (location_id) WHERE member_until IS NULL;

-- Every change of a zone, with who made it and why. locations is a JSON list of identifiers.
CREATE TABLE zone_versions (
  zone_id TEXT NOT NULL REFERENCES zones (id),
  version BIGINT NOT NULL,
  name TEXT NOT NULL,
  locations TEXT NOT NULL,
  closed BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT,
  reason TEXT NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  PRIMARY KEY (zone_id, version)
);
CREATE INDEX zone_versions_due ON zone_versions (destroy_after);

-- An exemption names a zone, or locations, or neither. With a zone its own list of locations is empty.
ALTER TABLE exemptions ADD COLUMN zone_id TEXT;
CREATE INDEX exemptions_zone ON exemptions (zone_id) WHERE zone_id IS NOT NULL;

-- Who changed a dossier and why, and who inspected the signs, dies too: a version 72 months after the next one took its
-- place, an inspection 72 months after its entry (here 6 years of 365.25 days). A dossier in use has no date.
ALTER TABLE location_versions ADD COLUMN retention_class TEXT NOT NULL DEFAULT 'dossier_in_use';
ALTER TABLE location_versions ADD COLUMN destroy_after BIGINT NOT NULL DEFAULT 253370764800000000;
UPDATE location_versions SET retention_class = 'dossier_version', destroy_after = 189345600000000 + (
    SELECT later.changed_at FROM location_versions AS later
    WHERE later.location_id = location_versions.location_id AND later.version = location_versions.version + 1)
  WHERE EXISTS (
    SELECT 1 FROM location_versions AS later
    WHERE later.location_id = location_versions.location_id AND later.version = location_versions.version + 1);
CREATE INDEX location_versions_due ON location_versions (destroy_after);
ALTER TABLE sign_inspections ADD COLUMN retention_class TEXT NOT NULL DEFAULT 'dossier_version';
ALTER TABLE sign_inspections ADD COLUMN destroy_after BIGINT NOT NULL DEFAULT 253370764800000000;
UPDATE sign_inspections SET destroy_after = 189345600000000 + recorded_at;
CREATE INDEX sign_inspections_due ON sign_inspections (destroy_after);
