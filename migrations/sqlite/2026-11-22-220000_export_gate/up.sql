-- The days on which a municipality's batches are built: names of days with commas between them. Those that were there
-- delivered every night. Without days nothing goes out.
ALTER TABLE municipalities ADD COLUMN delivery_days TEXT
  DEFAULT 'monday,tuesday,wednesday,thursday,friday,saturday,sunday';

-- What the gate found is counted without reading the cases it found nothing of.
CREATE INDEX cases_findings ON cases (municipality_id, state) WHERE gate_findings <> '[]';

-- Cases of a warning period: a letter takes the place of the fine. It dies with its case.
CREATE TABLE warning_letters (
  case_id TEXT PRIMARY KEY NOT NULL,
  location_id TEXT NOT NULL REFERENCES locations (id),
  period_from TEXT NOT NULL,
  period_until TEXT NOT NULL,
  listed_at BIGINT NOT NULL,
  -- When it was handed over to the letter service, empty while it waits.
  handed_over_at BIGINT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  FOREIGN KEY (case_id, retention_class, destroy_after)
    REFERENCES cases (id, retention_class, destroy_after) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX warning_letters_period ON warning_letters (location_id, period_from, period_until, handed_over_at);
