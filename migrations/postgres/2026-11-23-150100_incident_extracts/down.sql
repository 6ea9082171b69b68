DROP TABLE incident_extracts;
