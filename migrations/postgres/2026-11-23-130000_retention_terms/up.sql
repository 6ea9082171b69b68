-- Retention terms that a municipality set for itself. A line is proposed by one person and decided by another; it counts
-- from decided_at on where it was confirmed, and is never written over, so that what counted when can always be told. A
-- class without a line has the term of the configuration. The reason lies sealed among the ledger's texts; what stays here
-- of people are bare ids. carried_out_at: all that lay there at the decision has its new date.
CREATE TABLE retention_terms (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  class TEXT NOT NULL,
  amount BIGINT NOT NULL,
  ground TEXT,
  text_id TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  outcome TEXT,
  decided_by TEXT,
  decided_at BIGINT,
  carried_out_at BIGINT
);
CREATE UNIQUE INDEX retention_terms_waiting ON retention_terms (municipality_id, class) WHERE outcome IS NULL;
CREATE INDEX retention_terms_decided ON retention_terms (municipality_id, decided_at);
