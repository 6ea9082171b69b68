-- Events for other systems (CloudEvents), kept here until their receiver has them or they are given up. One row for each
-- event and receiver; the body holds ids and codes alone.
CREATE TABLE event_outbox (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  receiver TEXT NOT NULL,
  -- Where the entry stands in the ledger: the same for every receiver and every attempt.
  event_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  last_error TEXT,
  given_up_at BIGINT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);
CREATE INDEX event_outbox_waiting ON event_outbox (receiver, given_up_at, created_at, id);
CREATE INDEX event_outbox_due ON event_outbox (destroy_after);

-- Which process sends to a receiver now, and how that goes.
CREATE TABLE event_receivers (
  name TEXT PRIMARY KEY NOT NULL,
  lease_owner TEXT NOT NULL,
  lease_until BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  last_error TEXT,
  delivered_at BIGINT
);
