-- What persons ask about their own data. Plate and proof of identity are sealed together, and so is the answer in words,
-- under a key of the request's own. The law sets due_at. Six months after the answer
-- everything dies.
CREATE TABLE person_requests (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  kind TEXT NOT NULL,
  identity_check TEXT NOT NULL,
  regime TEXT NOT NULL,
  received_on TEXT NOT NULL,
  registered_by TEXT NOT NULL,
  registered_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  extended_for TEXT,
  outcome TEXT,
  handled_by TEXT,
  handled_at BIGINT,
  key_half_id TEXT NOT NULL UNIQUE,
  key_half BLOB NOT NULL,
  sealed_asked BLOB NOT NULL,
  sealed_answer BLOB,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);
CREATE INDEX person_requests_due ON person_requests (municipality_id, due_at);
CREATE INDEX person_requests_destroy_after ON person_requests (destroy_after);
