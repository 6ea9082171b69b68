DROP TABLE processing_sender;
DROP TABLE processing_lines;
