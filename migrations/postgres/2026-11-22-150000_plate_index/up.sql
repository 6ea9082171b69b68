-- A case's plate is indexed under a key of its own, which dies with it. Nothing leads from a plate to its cases any more:
-- an index under a key that several cases share would tell the plate of a destroyed case in old copies.
DROP INDEX cases_plate;
DROP INDEX cases_plate_key;
ALTER TABLE cases DROP COLUMN plate_index_key;
-- What was made under shared keys fits no case's own key; these keys are destroyed when the key store is opened.
UPDATE cases SET plate_index = decode(repeat('00', 32), 'hex');

-- The plates of exemptions are indexed under a key of one generation; when an exemption dies, those that live move on to the
-- next one and the key is destroyed. Generation 0 is that of indexes made without such a key.
ALTER TABLE exemptions ADD COLUMN index_generation BIGINT NOT NULL DEFAULT 0;
CREATE INDEX exemptions_generation ON exemptions (municipality_id, index_generation);
CREATE TABLE exemption_generations (
  municipality_id TEXT PRIMARY KEY NOT NULL REFERENCES municipalities (id),
  current BIGINT NOT NULL,
  oldest BIGINT NOT NULL,
  stale BIGINT NOT NULL
);
INSERT INTO exemption_generations (municipality_id, current, oldest, stale) SELECT id, 1, 1, 1 FROM municipalities;
