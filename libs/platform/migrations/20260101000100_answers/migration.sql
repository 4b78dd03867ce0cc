-- Requests that came with a key, and what was answered: see src/answers.
CREATE TABLE answer (
  user_id text NOT NULL,
  -- The user's own.
  key text NOT NULL,
  -- Tells the request from others under the same key.
  fingerprint text NOT NULL,
  claimed_at timestamptz NOT NULL,
  -- One of the two is set once the transaction that answers has committed.
  message bytea,
  refusal jsonb,
  PRIMARY KEY (user_id, key)
);
-- What is a day old is deleted, oldest first.
CREATE INDEX answer_age ON answer (claimed_at);
