-- What a late start would dismiss waits. Who looked twice and disagreed holds it; a second administrator may keep the start
-- all the same. Who settled a late start after it was agreed to, and how, stands in the ledger.
ALTER TABLE exemption_late_cases ADD COLUMN objected_by TEXT;
ALTER TABLE exemption_late_cases ADD COLUMN objected_at BIGINT;
ALTER TABLE exemption_late_cases ADD COLUMN overruled_at BIGINT;
