ALTER TABLE emergency_stops DROP COLUMN incident_id;
ALTER TABLE emergency_stops DROP COLUMN municipality_id;
