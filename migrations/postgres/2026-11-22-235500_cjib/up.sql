-- A batch that never reached the CJIB and cannot be sent any more gives its living cases back.
DROP INDEX batch_items_once;
CREATE UNIQUE INDEX batch_items_once ON batch_items (case_id)
  WHERE outcome IS NULL OR outcome NOT IN ('returned', 'unsent');

-- The time of day, in Dutch local time, at which a municipality's cases go through the gate and its batches are built,
-- what public holidays mean for that, and when the gate last ran for it by the clock.
ALTER TABLE municipalities ADD COLUMN delivery_time TEXT NOT NULL DEFAULT '03:30';
ALTER TABLE municipalities ADD COLUMN delivery_holidays TEXT NOT NULL DEFAULT 'as_other_days';
ALTER TABLE municipalities ADD COLUMN gate_run_at BIGINT;

-- The CJIB's own list of a month against ours: the latest comparison of each month, with what differs.
CREATE TABLE reconciliations (
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  -- As 2026-10.
  month TEXT NOT NULL,
  compared_at BIGINT NOT NULL,
  batches BIGINT NOT NULL,
  cases BIGINT NOT NULL,
  differences BIGINT NOT NULL,
  -- What differs, as JSON: batches, case references and codes alone.
  findings TEXT NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  PRIMARY KEY (municipality_id, month)
);
CREATE INDEX reconciliations_due ON reconciliations (destroy_after);
