-- Key halves that a case has given up for new ones: to be destroyed in the key store, then forgotten here.
CREATE TABLE spent_halves (
  half_id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL,
  spent_at BIGINT NOT NULL
);
