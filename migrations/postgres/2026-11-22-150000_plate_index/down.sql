DROP TABLE exemption_generations;
DROP INDEX exemptions_generation;
ALTER TABLE exemptions DROP COLUMN index_generation;
ALTER TABLE cases ADD COLUMN plate_index_key TEXT NOT NULL DEFAULT '';
CREATE INDEX cases_plate ON cases (municipality_id, plate_index);
CREATE INDEX cases_plate_key ON cases (municipality_id, plate_index_key);
