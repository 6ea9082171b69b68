DROP TABLE sample_figures;
DROP TABLE sample_lines;
DROP TABLE samples;
