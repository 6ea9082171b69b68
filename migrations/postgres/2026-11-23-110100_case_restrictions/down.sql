DROP TABLE case_restrictions;
