-- Samples for inspection. What was drawn from is counted and hashed, and the seed stands here and in the ledger, so that a
-- draw can be repeated by whoever doubts it. What an inspector wrote lies sealed under the sample's own key.
CREATE TABLE samples (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  kind TEXT NOT NULL,
  period_from TEXT NOT NULL,
  period_until TEXT NOT NULL,
  location_id TEXT REFERENCES locations (id),
  reach TEXT NOT NULL,
  size BIGINT NOT NULL,
  population BIGINT NOT NULL,
  frame TEXT NOT NULL,
  seed TEXT NOT NULL,
  drawn_by TEXT NOT NULL REFERENCES accounts (id),
  drawn_at BIGINT NOT NULL,
  closed_by TEXT REFERENCES accounts (id),
  closed_at BIGINT,
  sealed_conclusion BLOB,
  key_half_id TEXT NOT NULL,
  key_half BLOB NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  UNIQUE (id, retention_class, destroy_after)
);
CREATE INDEX samples_of ON samples (municipality_id, drawn_at);
CREATE INDEX samples_due ON samples (destroy_after);
CREATE INDEX samples_half ON samples (key_half_id);

-- One drawn case, or one drawn view of a case. The case may die before anybody looks: nothing refers to its row.
CREATE TABLE sample_lines (
  sample_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  case_id TEXT NOT NULL,
  -- Whose decision, or whose view.
  account_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  -- Where the case stood then, as far as that is known.
  state TEXT,
  -- The view's place in the ledger.
  ledger_entry TEXT,
  outcome TEXT,
  ground TEXT,
  sealed_words BLOB,
  judged_by TEXT,
  judged_at BIGINT,
  -- How often the line was judged: a correction that did not see the one before it does not count.
  judged BIGINT NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  PRIMARY KEY (sample_id, number),
  FOREIGN KEY (sample_id, retention_class, destroy_after)
    REFERENCES samples (id, retention_class, destroy_after) ON UPDATE CASCADE ON DELETE CASCADE
);

-- What stays of a sample once it was destroyed: figures without a person or a case.
CREATE TABLE sample_figures (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  kind TEXT NOT NULL,
  period_from TEXT NOT NULL,
  period_until TEXT NOT NULL,
  drawn_at BIGINT NOT NULL,
  closed_at BIGINT,
  population BIGINT NOT NULL,
  drawn BIGINT NOT NULL,
  in_order BIGINT NOT NULL,
  remark BIGINT NOT NULL,
  wrong BIGINT NOT NULL,
  destroyed BIGINT NOT NULL
);
CREATE INDEX sample_figures_of ON sample_figures (municipality_id, drawn_at);
