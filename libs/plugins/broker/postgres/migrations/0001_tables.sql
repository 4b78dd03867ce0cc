-- A message is stored once, however many queues it goes to. Its `seq` grows by publication; among messages of one topic
-- that have a key it also grows by commit (see `publish`).
CREATE TABLE message (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  id text NOT NULL,
  key text,
  -- A JSON object; as text, since jsonb refuses characters that a header may have.
  header text NOT NULL,
  body bytea NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now()
);

-- The groups that have ever subscribed. From its row on a queue keeps every message of its topic.
CREATE TABLE queue (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  name text NOT NULL,
  ordered boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (topic, name)
);

-- A message that one queue has still to handle. Handled means deleted.
-- There are no foreign keys: both rows are there when this one is inserted, `clean` and `drop_queue` see to the rest, and
-- checking them would lock the queue's row for each message.
CREATE TABLE delivery (
  seq bigint NOT NULL,
  queue_id integer NOT NULL,
  -- In an ordered queue the message's key, else null. The rows of one key are a lane, in the order of `seq`.
  key text,
  -- Behind another row of its lane: not to be taken yet. In each lane exactly the first is not blocked.
  blocked boolean NOT NULL,
  -- Deliveries begun. With the primary key it also names the lease: who settles must know it.
  attempt integer NOT NULL DEFAULT 0,
  -- When it may be taken: after its publication, its delay, or the lease of whoever has taken it.
  due_at timestamptz NOT NULL DEFAULT now(),
  -- Who has taken it; null while nobody has.
  member integer,
  -- Also answers whether a message is still needed (`clean`).
  PRIMARY KEY (seq, queue_id)
) WITH (
  -- Every row is updated once and deleted soon after: vacuum by the thousand, not by the fifth of the table.
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.05
);

-- What `take` walks along: it sees no blocked row, and stops before those that are delayed or leased.
CREATE INDEX delivery_due ON delivery (queue_id, due_at, seq) WHERE NOT blocked;

-- First and last of a lane.
CREATE INDEX delivery_lane ON delivery (queue_id, key, seq) WHERE key IS NOT NULL;

CREATE TABLE dead_letter (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  queue_id integer NOT NULL REFERENCES queue ON DELETE CASCADE,
  -- Keeps the message from being cleaned away.
  seq bigint NOT NULL REFERENCES message,
  message_id text NOT NULL,
  attempts integer NOT NULL,
  error text NOT NULL,
  died_at timestamptz NOT NULL DEFAULT now()
);

-- Listed by queue, oldest first.
CREATE INDEX dead_letter_queue ON dead_letter (queue_id, id);

-- Replayed and discarded by the message's id.
CREATE INDEX dead_letter_message ON dead_letter (message_id);

-- Whether a message is still needed (`clean`, and the foreign key).
CREATE INDEX dead_letter_seq ON dead_letter (seq);

-- Names the processes that take messages. While one lives it holds the advisory lock (presence_space(), its number).
CREATE SEQUENCE member AS integer CYCLE;
