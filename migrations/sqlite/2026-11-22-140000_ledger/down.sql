ALTER TABLE case_events DROP COLUMN ledger_entry;
ALTER TABLE case_events ADD COLUMN ledger_position BIGINT;
DELETE FROM picture_grants;
ALTER TABLE picture_grants DROP COLUMN ledger_entry;
ALTER TABLE picture_grants ADD COLUMN log TEXT NOT NULL DEFAULT '';
ALTER TABLE picture_grants ADD COLUMN ledger_position BIGINT NOT NULL DEFAULT 0;
DROP TABLE ledger_index;
DROP TABLE ledger_tiles;
DROP TABLE ledger_bundles;
DROP TABLE ledger_tail;
DROP TABLE ledger_shards;
DROP TABLE ledger_logs;

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
