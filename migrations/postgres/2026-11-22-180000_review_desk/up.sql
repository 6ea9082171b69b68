-- The case that an officer took first lies on the desk; the one taken after it waits beside it.
ALTER TABLE cases ADD COLUMN claimed_at BIGINT;
UPDATE cases SET claimed_at = claim_expires_at WHERE claimed_by IS NOT NULL;
