ALTER TABLE cases DROP COLUMN claimed_at;
