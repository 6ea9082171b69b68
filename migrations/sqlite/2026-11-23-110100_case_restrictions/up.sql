-- Cases that are left alone because the person concerned asked so: kept, and not sent. The mark dies with its case.
CREATE TABLE case_restrictions (
  case_id TEXT PRIMARY KEY NOT NULL,
  ground TEXT NOT NULL,
  restricted_by TEXT NOT NULL,
  restricted_at BIGINT NOT NULL,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL,
  FOREIGN KEY (case_id, retention_class, destroy_after)
    REFERENCES cases (id, retention_class, destroy_after) ON UPDATE CASCADE ON DELETE CASCADE
);
