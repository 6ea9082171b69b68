-- While provisional_until is set an exemption has no effect, and it dies then unless it is made to count before: a row of
-- an import that is under way, or a start in the past that waits for a second person. batch_id names the import or the
-- late start it came with. A change ends one row and begins another that follows it: the past is never rewritten.
ALTER TABLE exemptions ADD COLUMN provisional_until BIGINT;
ALTER TABLE exemptions ADD COLUMN batch_id TEXT;
ALTER TABLE exemptions ADD COLUMN follows TEXT;
ALTER TABLE exemptions ADD COLUMN ended_by TEXT;
CREATE INDEX exemptions_provisional ON exemptions (batch_id) WHERE provisional_until IS NOT NULL;
CREATE INDEX exemptions_follows ON exemptions (follows) WHERE follows IS NOT NULL;

-- A file of exemptions between its upload and its import: sealed in pieces under a key of its own.
CREATE TABLE exemption_imports (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  key_half_id TEXT NOT NULL UNIQUE,
  key_half BYTEA NOT NULL,
  chunks BIGINT NOT NULL,
  -- Counts and what is wrong, without plates or names. Null until the file is there whole.
  summary TEXT,
  -- Since when somebody imports it, and how far that is.
  importing_since BIGINT,
  staged BIGINT NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);
CREATE INDEX exemption_imports_due ON exemption_imports (destroy_after);
CREATE TABLE exemption_import_chunks (
  import_id TEXT NOT NULL REFERENCES exemption_imports (id) ON DELETE CASCADE,
  ordinal BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (import_id, ordinal)
);

-- Exemptions with a start in the past, which count for nothing until a second person agrees. Document and reason are a
-- sealed text.
CREATE TABLE exemption_late_starts (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  proposed_by TEXT,
  proposed_at BIGINT NOT NULL,
  text_id TEXT NOT NULL,
  exemptions BIGINT NOT NULL,
  lapses_at BIGINT NOT NULL,
  decided_by TEXT,
  decided_at BIGINT,
  agreed BIGINT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);
CREATE INDEX exemption_late_starts_due ON exemption_late_starts (destroy_after);

-- Cases that a late start covers: they wait, are always looked at twice, and are annulled where they were delivered.
CREATE TABLE exemption_late_cases (
  case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  municipality_id TEXT NOT NULL,
  late_start_id TEXT NOT NULL,
  matched_at BIGINT NOT NULL
);
