DROP TABLE warning_letters;
DROP INDEX cases_findings;
ALTER TABLE municipalities DROP COLUMN delivery_days;
