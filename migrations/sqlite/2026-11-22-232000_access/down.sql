DROP TABLE access_review_lines;
DROP TABLE access_reviews;
DROP TABLE approvals;
ALTER TABLE authorisations DROP COLUMN suspended_by;
ALTER TABLE authorisations DROP COLUMN suspended_at;
ALTER TABLE accounts DROP COLUMN reset_at;
ALTER TABLE accounts DROP COLUMN last_login_at;
ALTER TABLE accounts DROP COLUMN enrolled_at;
