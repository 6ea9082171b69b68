-- Deadlines that are told by mail: one row for each stage of a deadline and each role that is told. The row is the mark that
-- it was told as well as the mail on its way; it holds number, kind and moment, never a plate, a name or words.
CREATE TABLE mail_notices (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  role TEXT NOT NULL,
  -- What it is about: the id of an incident, a person's request or a case.
  matter_id TEXT NOT NULL,
  -- What people call it, and the page where it is.
  reference TEXT NOT NULL,
  place TEXT NOT NULL,
  kind TEXT NOT NULL,
  stage TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  last_error TEXT,
  sent_at BIGINT,
  given_up_at BIGINT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  UNIQUE (municipality_id, role, matter_id, kind, stage, due_at)
);
CREATE INDEX mail_notices_waiting ON mail_notices (sent_at, given_up_at, not_before);
CREATE INDEX mail_notices_due ON mail_notices (destroy_after);
