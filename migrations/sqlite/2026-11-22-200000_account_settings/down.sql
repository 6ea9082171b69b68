DROP TABLE recovery_codes;
ALTER TABLE accounts DROP COLUMN language;
