-- The key store's own tables. Instants are BIGINT microseconds since 1970-01-01T00:00:00Z. Every `sealed` value is
-- AES-256-GCM under the master key, bound to its row. On PostgreSQL, BLOB is BYTEA.
CREATE TABLE marker (
  id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  schema_version BIGINT NOT NULL,
  instance_id TEXT NOT NULL,
  environment TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  check_value BLOB NOT NULL
);

CREATE TABLE halves (
  id TEXT PRIMARY KEY NOT NULL,
  created_at BIGINT NOT NULL,
  attached BOOLEAN NOT NULL,
  sealed BLOB NOT NULL
);
CREATE INDEX halves_unattached ON halves (created_at) WHERE NOT attached;

CREATE TABLE named_keys (
  name TEXT PRIMARY KEY NOT NULL,
  created_at BIGINT NOT NULL,
  sealed BLOB NOT NULL
);

CREATE TABLE kept_heads (
  log TEXT PRIMARY KEY NOT NULL,
  sealed BLOB NOT NULL
);
