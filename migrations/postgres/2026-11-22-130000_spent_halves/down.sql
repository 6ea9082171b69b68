DROP TABLE spent_halves;
