DROP TABLE ledger_cosignatures;
DROP TABLE witnesses;
