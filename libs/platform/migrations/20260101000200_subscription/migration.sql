-- What this service consumes and has caught up with: a queue holds what is published from its beginning on, and what was
-- published before is asked for once.
CREATE TABLE subscription (
  queue text NOT NULL,
  topic text NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (queue, topic)
);
