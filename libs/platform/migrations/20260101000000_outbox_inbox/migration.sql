-- Events to publish: written in the transaction of the change that they tell of, sent by the relay after its commit.
CREATE TABLE outbox (
  -- The order of publishing. For one key it is the order of commits: see outbox.add.
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The event's own id, the same whenever it is sent.
  id text NOT NULL UNIQUE,
  topic text NOT NULL,
  key text,
  header jsonb NOT NULL,
  body bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- When the broker had it; NULL while it waits.
  sent_at timestamptz
);

-- What waits, in order; what may be deleted.
CREATE INDEX outbox_waiting ON outbox (seq) WHERE sent_at IS NULL;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;

-- Wakes the relay at commit: PostgreSQL delivers a notification when its transaction is committed, and never before.
CREATE FUNCTION outbox_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('outbox', '');
  RETURN NULL;
END $$;
CREATE TRIGGER outbox_added AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_notify();

-- Events that had their effect, by the queue whose effect it was.
CREATE TABLE inbox (
  queue text NOT NULL,
  id text NOT NULL,
  handled_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (queue, id)
);
CREATE INDEX inbox_handled ON inbox (handled_at);
