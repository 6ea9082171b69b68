DROP TABLE reconciliations;

ALTER TABLE municipalities DROP COLUMN gate_run_at;
ALTER TABLE municipalities DROP COLUMN delivery_holidays;
ALTER TABLE municipalities DROP COLUMN delivery_time;

DELETE FROM batch_items WHERE outcome = 'unsent';
UPDATE batches SET state = 'built' WHERE state = 'given_up';
DROP INDEX batch_items_once;
CREATE UNIQUE INDEX batch_items_once ON batch_items (case_id) WHERE outcome IS NULL OR outcome <> 'returned';
