DELETE FROM emergency_stops WHERE listener = 'api';
CREATE TABLE emergency_stops_old (
  listener TEXT PRIMARY KEY NOT NULL CHECK (listener IN ('intake', 'portal')),
  closed_at BIGINT NOT NULL,
  reason TEXT NOT NULL
);
INSERT INTO emergency_stops_old SELECT listener, closed_at, reason FROM emergency_stops;
DROP TABLE emergency_stops;
ALTER TABLE emergency_stops_old RENAME TO emergency_stops;
DROP TABLE api_creations;
DROP TABLE api_tokens;
DROP TABLE api_assertions;
DROP TABLE api_clients;
