-- Cases that are kept beyond their term, and what was asked but not agreed to yet. While a hold is placed, the case has
-- the class legal_hold and the review's date; the class and date of its own wait in under_*, and every decision goes on
-- changing those.
CREATE TABLE legal_holds (
  case_id TEXT PRIMARY KEY NOT NULL,
  ground TEXT NOT NULL,
  explanation TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  lapses_at BIGINT NOT NULL,
  placed_by TEXT,
  placed_at BIGINT,
  confirmed_by TEXT,
  confirmed_at BIGINT,
  review_at BIGINT,
  under_class TEXT,
  under_destroy_after BIGINT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  FOREIGN KEY (case_id, retention_class, destroy_after)
    REFERENCES cases (id, retention_class, destroy_after) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX legal_holds_review ON legal_holds (review_at);
