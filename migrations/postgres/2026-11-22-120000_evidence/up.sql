-- Where a picture's sealed bytes lie: in this table ('database') or in an S3-compatible bucket ('bucket'; sealed is then empty).
ALTER TABLE case_pictures ADD COLUMN place TEXT NOT NULL DEFAULT 'database';
-- What the bucket said of the object when it was put there; null in the database.
ALTER TABLE case_pictures ADD COLUMN object_size BIGINT;
ALTER TABLE case_pictures ADD COLUMN object_etag TEXT;
-- The sweep of stray objects and the reconciliation ask for the pictures of one place.
CREATE INDEX case_pictures_place ON case_pictures (place, case_id, ordinal);
