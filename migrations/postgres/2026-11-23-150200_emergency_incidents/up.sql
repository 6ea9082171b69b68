-- Whose incident a listener was closed for; empty where the command line closed it. Who closed it opens it again.
ALTER TABLE emergency_stops ADD COLUMN municipality_id TEXT;
ALTER TABLE emergency_stops ADD COLUMN incident_id TEXT;
