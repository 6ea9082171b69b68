DELETE FROM emergency_stops WHERE listener = 'api';
ALTER TABLE emergency_stops DROP CONSTRAINT emergency_stops_listener_check;
ALTER TABLE emergency_stops
  ADD CONSTRAINT emergency_stops_listener_check CHECK (listener IN ('intake', 'portal'));
DROP TABLE api_creations;
DROP TABLE api_tokens;
DROP TABLE api_assertions;
DROP TABLE api_clients;
