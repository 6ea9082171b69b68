DROP TABLE unit_hours;
ALTER TABLE units DROP COLUMN suspended_at;
DROP TABLE unit_certificates;
DROP TABLE sign_inspections;
DROP TABLE location_versions;
