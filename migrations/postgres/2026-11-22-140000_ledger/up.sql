-- A log that others can verify: a Merkle tree per log and half year, in the form of C2SP tlog-tiles. It takes the place of
-- the hash-linked first form, which no released version wrote; `migrate` refuses a database that holds entries of it.
DROP TABLE ledger_entries;
DROP TABLE ledger_heads;

-- One row per log, held by whoever appends.
CREATE TABLE ledger_logs (
  log TEXT PRIMARY KEY NOT NULL,
  touches BIGINT NOT NULL
);

CREATE TABLE ledger_shards (
  id BIGINT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL UNIQUE,
  log TEXT NOT NULL REFERENCES ledger_logs (log),
  opened_at BIGINT NOT NULL,
  size BIGINT NOT NULL,
  -- Roots of the complete subtrees at the tree's right edge, the largest first.
  edge BYTEA NOT NULL,
  closed BOOLEAN NOT NULL,
  -- The newest signed checkpoint.
  checkpoint TEXT,
  checkpoint_size BIGINT NOT NULL,
  checkpoint_at BIGINT,
  dropped_at BIGINT
);
CREATE UNIQUE INDEX ledger_shards_open ON ledger_shards (log) WHERE NOT closed;

-- Entries after the last full bundle: a chunk per commit, each entry after its length.
CREATE TABLE ledger_tail (
  shard_id BIGINT NOT NULL REFERENCES ledger_shards (id),
  first BIGINT NOT NULL,
  entries BYTEA NOT NULL,
  leaves BYTEA NOT NULL,
  PRIMARY KEY (shard_id, first)
);

-- 256 entries, each after its length. Their term over, the entries go; their leaves stay in the tile.
CREATE TABLE ledger_bundles (
  shard_id BIGINT NOT NULL REFERENCES ledger_shards (id),
  number BIGINT NOT NULL,
  newest_at BIGINT NOT NULL,
  entries BYTEA,
  PRIMARY KEY (shard_id, number)
);
CREATE INDEX ledger_bundles_due ON ledger_bundles (newest_at) WHERE entries IS NOT NULL;

-- Hashes of the tree, up to 256 of one level. Level 0 has whole tiles only: the rest is the tail.
CREATE TABLE ledger_tiles (
  shard_id BIGINT NOT NULL REFERENCES ledger_shards (id),
  level BIGINT NOT NULL,
  number BIGINT NOT NULL,
  hashes BYTEA NOT NULL,
  PRIMARY KEY (shard_id, level, number)
);

-- To find entries by: it says nothing that the entries do not say, and verification compares the two.
CREATE TABLE ledger_index (
  shard_id BIGINT NOT NULL REFERENCES ledger_shards (id),
  position BIGINT NOT NULL,
  case_id TEXT,
  account_id TEXT,
  act TEXT NOT NULL,
  outcome TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (shard_id, position)
);
CREATE INDEX ledger_index_case ON ledger_index (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX ledger_index_account ON ledger_index (account_id, at) WHERE account_id IS NOT NULL;
CREATE INDEX ledger_index_act ON ledger_index (shard_id, act, position);

-- Where an entry stands, as `<shard>/<position>`.
DELETE FROM picture_grants;
ALTER TABLE picture_grants DROP COLUMN log;
ALTER TABLE picture_grants DROP COLUMN ledger_position;
ALTER TABLE picture_grants ADD COLUMN ledger_entry TEXT NOT NULL DEFAULT '';
ALTER TABLE case_events DROP COLUMN ledger_position;
ALTER TABLE case_events ADD COLUMN ledger_entry TEXT;
