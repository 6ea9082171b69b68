-- Extracts of the ledger that were secured as evidence of an incident: sealed under its key, gone with it.
CREATE TABLE incident_extracts (
  incident_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  at BIGINT NOT NULL,
  account_id TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  entries BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  PRIMARY KEY (incident_id, position),
  FOREIGN KEY (incident_id, retention_class, destroy_after)
    REFERENCES incidents (id, retention_class, destroy_after) ON UPDATE CASCADE ON DELETE CASCADE
);
