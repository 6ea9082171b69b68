-- The language in which an account reads the portal.
ALTER TABLE accounts ADD COLUMN language TEXT NOT NULL DEFAULT 'nl';

-- What an account uses once each when its authenticator is not at hand. A code that was used is not here any more; all
-- of them go with the account's password and authenticator.
CREATE TABLE recovery_codes (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  -- SHA-256 of the account and the code's 80 random bits.
  code_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, code_hash)
);
