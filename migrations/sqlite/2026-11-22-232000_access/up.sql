-- When somebody enrolled last and so declared the account to be theirs alone. NULL: nobody ever did.
ALTER TABLE accounts ADD COLUMN enrolled_at BIGINT;
UPDATE accounts SET enrolled_at = created_at WHERE password_hash IS NOT NULL;
-- The last login: sessions and attempts are gone after half a year, an access review looks back a whole one.
ALTER TABLE accounts ADD COLUMN last_login_at BIGINT;
-- When password and second factor were last taken away for new ones.
ALTER TABLE accounts ADD COLUMN reset_at BIGINT;

-- A suspended authorisation carries no decision from this instant on.
ALTER TABLE authorisations ADD COLUMN suspended_at BIGINT;
-- Who was handed the new enrolment link, and so may not lift the suspension.
ALTER TABLE authorisations ADD COLUMN suspended_by TEXT;

-- What one person asked for and another one decides.
CREATE TABLE approvals (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  kind TEXT NOT NULL,
  -- The account that it is about, if it is about one.
  account_id TEXT REFERENCES accounts (id),
  -- What was asked for, as JSON without personal data.
  content TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_by TEXT NOT NULL REFERENCES accounts (id),
  asked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT REFERENCES accounts (id),
  decided_at BIGINT,
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);
CREATE INDEX approvals_of ON approvals (municipality_id, state);

-- Looking through who has access.
CREATE TABLE access_reviews (
  id TEXT PRIMARY KEY NOT NULL,
  municipality_id TEXT NOT NULL REFERENCES municipalities (id),
  reach TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  closed_at BIGINT,
  closed_by TEXT REFERENCES accounts (id),
  retention_class TEXT NOT NULL,
  destroy_after BIGINT NOT NULL
);
CREATE INDEX access_reviews_of ON access_reviews (municipality_id, begun_at);

-- One account of a review, with its access as it was when the review began.
CREATE TABLE access_review_lines (
  review_id TEXT NOT NULL REFERENCES access_reviews (id),
  account_id TEXT NOT NULL REFERENCES accounts (id),
  role TEXT NOT NULL,
  last_login_at BIGINT,
  authorised_until BIGINT,
  verdict TEXT,
  remark TEXT NOT NULL,
  judged_by TEXT REFERENCES accounts (id),
  judged_at BIGINT,
  PRIMARY KEY (review_id, account_id)
);
