-- The register of incidents. The row holds what the clocks need to know; every word that somebody wrote lies sealed in the
-- entries, one for each step, which are never written over. An open incident has the class incident_open and a review
-- date that every step moves; a closed one dies three years after its closure.
CREATE TABLE incidents (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  number BIGINT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  alarm_id TEXT,
  reported_at BIGINT NOT NULL,
  urgency TEXT,
  impact TEXT,
  reacted_at BIGINT,
  solved_at BIGINT,
  escalated_at BIGINT,
  breach TEXT,
  aware_at BIGINT,
  risk TEXT,
  notified_at BIGINT,
  persons TEXT,
  closed_at BIGINT,
  entries BIGINT NOT NULL,
  key_half_id TEXT NOT NULL,
  key_half BLOB NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  UNIQUE (municipality_id, number),
  UNIQUE (municipality_id, alarm_id),
  UNIQUE (id, retention_class, destroy_after)
);
CREATE INDEX incidents_due ON incidents (destroy_after);
CREATE INDEX incidents_half ON incidents (key_half_id);
CREATE INDEX incidents_reported ON incidents (municipality_id, reported_at);
CREATE TABLE incident_entries (
  incident_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  at BIGINT NOT NULL,
  account_id TEXT,
  step TEXT NOT NULL,
  sealed BLOB NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  PRIMARY KEY (incident_id, position),
  FOREIGN KEY (incident_id, retention_class, destroy_after)
    REFERENCES incidents (id, retention_class, destroy_after) ON UPDATE CASCADE ON DELETE CASCADE
);
