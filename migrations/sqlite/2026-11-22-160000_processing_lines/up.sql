-- Lines for the processing log (Logboek dataverwerkingen), kept here until its collector has confirmed them.
CREATE TABLE processing_lines (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  activity TEXT NOT NULL,
  act TEXT NOT NULL,
  status TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  span_id TEXT NOT NULL,
  parent_span_id TEXT,
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  rejected_at BIGINT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);
CREATE INDEX processing_lines_waiting ON processing_lines (rejected_at, ended_at, id);
CREATE INDEX processing_lines_due ON processing_lines (destroy_after);

-- Which process sends them now, and how that goes: one row.
CREATE TABLE processing_sender (
  name TEXT PRIMARY KEY NOT NULL,
  lease_owner TEXT NOT NULL,
  lease_until BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  last_error TEXT,
  confirmed_at BIGINT
);
INSERT INTO processing_sender VALUES ('processing-log', '', 0, 0, 0, NULL, NULL);
