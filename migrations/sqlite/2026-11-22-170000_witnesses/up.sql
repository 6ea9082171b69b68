-- Witnesses of a log: programs on the customer's own machine that remember what the log showed them.
CREATE TABLE witnesses (
  id TEXT PRIMARY KEY NOT NULL,
  log TEXT NOT NULL,
  name TEXT NOT NULL,
  -- SHA-256 of the public key in its client certificate.
  certificate_fingerprint TEXT NOT NULL UNIQUE,
  -- What its cosignatures are verified with: <name>+<hash>+<base64>.
  cosigner_key TEXT NOT NULL,
  registered_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX witnesses_name ON witnesses (log, name) WHERE revoked_at IS NULL;

-- The newest cosignature per shard and witness.
CREATE TABLE ledger_cosignatures (
  shard_id BIGINT NOT NULL REFERENCES ledger_shards (id),
  witness_id TEXT NOT NULL REFERENCES witnesses (id),
  -- Entries of the checkpoint that was cosigned.
  size BIGINT NOT NULL,
  -- The witness's own moment.
  at BIGINT NOT NULL,
  -- The cosignature line of the signed note.
  line TEXT NOT NULL,
  PRIMARY KEY (shard_id, witness_id)
);
