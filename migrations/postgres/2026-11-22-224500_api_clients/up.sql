-- Municipal permit systems that use the API, what they may do and from where.
CREATE TABLE api_clients (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  name TEXT NOT NULL,
  -- Of its client assertions: SubjectPublicKeyInfo, and the one algorithm it is for.
  public_key BYTEA,
  algorithm TEXT,
  -- SHA-256 of the public key in its TLS client certificate.
  certificate_fingerprint TEXT UNIQUE,
  -- JSON list of address ranges.
  networks TEXT NOT NULL,
  scopes TEXT NOT NULL,
  registered_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX api_clients_name ON api_clients (municipality_id, name) WHERE revoked_at IS NULL;

-- Client assertions that were used: each counts once.
CREATE TABLE api_assertions (
  client_id TEXT NOT NULL REFERENCES api_clients (id),
  -- SHA-256 of the assertion's jti.
  assertion_hash TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (client_id, assertion_hash)
);
CREATE INDEX api_assertions_expiry ON api_assertions (expires_at);

-- Access tokens, as hashes.
CREATE TABLE api_tokens (
  token_hash TEXT PRIMARY KEY NOT NULL,
  client_id TEXT NOT NULL REFERENCES api_clients (id),
  scopes TEXT NOT NULL,
  -- Of the certificate that the token is bound to (RFC 8705).
  certificate_fingerprint TEXT,
  issued_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX api_tokens_expiry ON api_tokens (expires_at);

-- What a permit system created under which key of its own, so that a retry creates nothing twice.
CREATE TABLE api_creations (
  client_id TEXT NOT NULL REFERENCES api_clients (id),
  -- SHA-256 of the idempotency key.
  key_hash TEXT NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  -- Keyed digest of the request.
  digest BYTEA NOT NULL,
  exemption_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  PRIMARY KEY (client_id, key_hash)
);
CREATE INDEX api_creations_due ON api_creations (destroy_after);

-- The emergency stop can close the API too.
ALTER TABLE emergency_stops DROP CONSTRAINT emergency_stops_listener_check;
ALTER TABLE emergency_stops
  ADD CONSTRAINT emergency_stops_listener_check CHECK (listener IN ('intake', 'portal', 'api'));
