ALTER TABLE exemption_late_cases DROP COLUMN overruled_at;
ALTER TABLE exemption_late_cases DROP COLUMN objected_at;
ALTER TABLE exemption_late_cases DROP COLUMN objected_by;
