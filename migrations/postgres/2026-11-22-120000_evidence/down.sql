DROP INDEX case_pictures_place;
ALTER TABLE case_pictures DROP COLUMN object_etag;
ALTER TABLE case_pictures DROP COLUMN object_size;
ALTER TABLE case_pictures DROP COLUMN place;
