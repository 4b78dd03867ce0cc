-- Every function runs as one transaction of its own, `read committed`: each statement below sees what has been committed
-- before it begins. They find their tables by the schema that they were made in. Plans are kept per connection and
-- may be made while a table is empty; `enable_seqscan = off` keeps those from reading it whole once it is not.

-- Advisory locks are per database: the schema's name keeps brokers of several schemas apart.
CREATE FUNCTION presence_space() RETURNS integer LANGUAGE sql STABLE SET search_path FROM CURRENT
RETURN hashtext(current_schema() || ' presence');

CREATE FUNCTION topic_lock(topic text) RETURNS bigint LANGUAGE sql STABLE SET search_path FROM CURRENT
RETURN hashtextextended(current_schema() || ' topic ' || topic, 0);

-- Two publishers of one topic that both have keyed messages go one after the other, from here to their commit. So `seq`
-- and commits agree, and nothing ever appears before a message of its key that was there already.
CREATE FUNCTION lock_topics(topics text[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  -- Always in one order, so that two publishers of several topics do not wait for each other.
  PERFORM pg_advisory_xact_lock(locks.lock)
  FROM (SELECT DISTINCT topic_lock(t.topic) AS lock FROM unnest(topics) AS t (topic) ORDER BY 1) AS locks;
END $$;

-- Puts messages into the queues of their topics, or into one queue.
CREATE FUNCTION enqueue(seqs bigint[], only_queue integer) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
  WITH sent AS MATERIALIZED (
    SELECT m.seq, m.key, q.id AS queue_id, q.ordered AND m.key IS NOT NULL AS in_lane
    FROM message m JOIN queue q ON q.topic = m.topic
    WHERE m.seq = ANY (seqs) AND (only_queue IS NULL OR q.id = only_queue)
  ), lane AS MATERIALIZED (
    -- The last of each lane is held until our commit: whoever is settling it either waits for us, and then finds what
    -- we add, or we wait for them, and then know that it is gone. Lane after lane in one order, as `settle` does.
    SELECT l.queue_id, l.key, last.seq
    FROM (SELECT DISTINCT s.queue_id, s.key FROM sent s WHERE s.in_lane ORDER BY s.queue_id, s.key) AS l
    CROSS JOIN LATERAL (
      SELECT d.seq FROM delivery d
      WHERE d.queue_id = l.queue_id AND d.key = l.key
      ORDER BY d.seq DESC LIMIT 1 FOR KEY SHARE
    ) AS last
  )
  INSERT INTO delivery (seq, queue_id, key, blocked)
  SELECT
    s.seq,
    s.queue_id,
    CASE WHEN s.in_lane THEN s.key END,
    s.in_lane AND (
      lane.seq IS NOT NULL OR row_number() OVER (PARTITION BY s.queue_id, s.in_lane, s.key ORDER BY s.seq) > 1
    )
  FROM sent s LEFT JOIN lane ON s.in_lane AND lane.queue_id = s.queue_id AND lane.key = s.key
  ORDER BY s.seq;
END $$;

-- Publishes a batch: the i-th message's body ends at byte `ends[i]` of `bodies`. Listeners hear, per topic, which messages
-- have come.
CREATE FUNCTION publish(topics text[], ids text[], keys text[], headers text[], bodies bytea, ends integer[])
RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  seqs bigint[];
BEGIN
  PERFORM lock_topics((
    SELECT array_agg(DISTINCT m.topic) FROM unnest(topics, keys) AS m (topic, key) WHERE m.key IS NOT NULL
  ));
  WITH given AS (
    SELECT m.*, coalesce(lag(m.body_end) OVER (ORDER BY m.place), 0) AS body_start
    FROM unnest(topics, ids, keys, headers, ends) WITH ORDINALITY AS m (topic, id, key, header, body_end, place)
  ), sent AS (
    INSERT INTO message (topic, id, key, header, body)
    SELECT g.topic, g.id, g.key, g.header, substring(bodies FROM g.body_start + 1 FOR g.body_end - g.body_start)
    FROM given g ORDER BY g.place
    RETURNING seq
  )
  SELECT array_agg(s.seq) INTO seqs FROM sent s;
  PERFORM enqueue(seqs, NULL);
  -- A notification holds 8000 bytes: a topic of 200 and 300 numbers of at most 19.
  PERFORM pg_notify(current_schema(), chunk.topic || ' ' || string_agg(chunk.seq::text, ',' ORDER BY chunk.seq))
  FROM (
    SELECT m.topic, m.seq, row_number() OVER (PARTITION BY m.topic ORDER BY m.seq) / 300 AS part
    FROM message m WHERE m.seq = ANY (seqs)
  ) AS chunk
  GROUP BY chunk.topic, chunk.part;
END $$;

-- Makes sure of a queue.
CREATE FUNCTION join_queue(of_topic text, with_name text, in_order boolean)
RETURNS integer LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  found queue;
BEGIN
  SELECT * INTO found FROM queue q WHERE q.topic = of_topic AND q.name = with_name;
  IF found.id IS NULL THEN
    INSERT INTO queue (topic, name, ordered) VALUES (of_topic, with_name, in_order) ON CONFLICT DO NOTHING;
    SELECT * INTO found FROM queue q WHERE q.topic = of_topic AND q.name = with_name;
  END IF;
  IF found.ordered = in_order THEN
    RETURN found.id;
  END IF;

  -- Rare, and lanes must not change meanwhile: everybody waits.
  PERFORM lock_topics(ARRAY[of_topic]);
  LOCK TABLE delivery IN SHARE ROW EXCLUSIVE MODE;
  UPDATE queue q SET ordered = in_order WHERE q.id = found.id;
  UPDATE delivery d SET key = CASE WHEN in_order THEN m.key END, blocked = false
  FROM message m WHERE m.seq = d.seq AND d.queue_id = found.id AND m.key IS NOT NULL;
  UPDATE delivery d SET blocked = true
  WHERE d.queue_id = found.id AND d.key IS NOT NULL AND EXISTS (
    SELECT FROM delivery e WHERE e.queue_id = d.queue_id AND e.key = d.key AND e.seq < d.seq
  );
  RETURN found.id;
END $$;

-- Takes up to `at_most` messages that are due, for `lease` milliseconds. A lost lease is only a message that comes again,
-- so it need not be on disk when this returns.
CREATE FUNCTION take(from_queue integer, at_most integer, lease double precision, by_member integer)
RETURNS TABLE (seq bigint, attempt integer, id text, key text, header text, body bytea)
LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  RETURN QUERY
  WITH due AS MATERIALIZED (
    SELECT d.seq FROM delivery d
    WHERE d.queue_id = from_queue AND NOT d.blocked AND d.due_at <= now()
    ORDER BY d.due_at, d.seq LIMIT at_most
    -- Publishers hold the last of a lane FOR KEY SHARE: this lock goes with theirs.
    FOR NO KEY UPDATE SKIP LOCKED
  ), taken AS (
    UPDATE delivery d
    SET attempt = d.attempt + 1, due_at = now() + lease * interval '1 millisecond', member = by_member
    FROM due WHERE d.seq = due.seq AND d.queue_id = from_queue
    RETURNING d.seq, d.attempt
  )
  SELECT t.seq, t.attempt, m.id, m.key, m.header, m.body
  FROM taken t JOIN message m ON m.seq = t.seq
  ORDER BY t.seq;
END $$;

-- Ends leases. `delays[i]` not null: to be delivered again after so many milliseconds. Else `errors[i]` not null: dead,
-- after `tries[i]` deliveries. Else: handled. A lease that has passed to somebody else is left alone.
-- Returns the queues in which a further message of a lane may be taken now.
-- As with `take`, what is lost in a crash comes again.
CREATE FUNCTION settle(
  queues integer[], seqs bigint[], attempts integer[], delays double precision[], errors text[], tries integer[]
) RETURNS SETOF integer LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
  lane_queues integer[];
  lane_keys text[];
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  PERFORM FROM delivery d
  JOIN unnest(queues, seqs, attempts, delays) AS s (queue_id, seq, attempt, delay)
    ON d.seq = s.seq AND d.queue_id = s.queue_id AND d.attempt = s.attempt
  WHERE d.key IS NOT NULL AND s.delay IS NULL
  ORDER BY d.queue_id, d.key FOR UPDATE OF d;

  WITH given AS MATERIALIZED (
    SELECT * FROM unnest(queues, seqs, attempts, delays, errors, tries)
      AS s (queue_id, seq, attempt, delay, error, tries)
  ), retried AS (
    UPDATE delivery d SET due_at = now() + g.delay * interval '1 millisecond', member = NULL
    FROM given g
    WHERE g.delay IS NOT NULL AND d.seq = g.seq AND d.queue_id = g.queue_id AND d.attempt = g.attempt
  ), gone AS (
    DELETE FROM delivery d USING given g
    WHERE g.delay IS NULL AND d.seq = g.seq AND d.queue_id = g.queue_id AND d.attempt = g.attempt
    RETURNING d.queue_id, d.seq, d.key, g.error, g.tries
  ), buried AS (
    INSERT INTO dead_letter (queue_id, seq, message_id, attempts, error)
    SELECT g.queue_id, g.seq, m.id, g.tries, g.error
    FROM gone g JOIN message m ON m.seq = g.seq
    WHERE g.error IS NOT NULL
    ORDER BY g.seq
  )
  SELECT array_agg(g.queue_id), array_agg(g.key) INTO lane_queues, lane_keys FROM gone g WHERE g.key IS NOT NULL;

  IF lane_queues IS NULL THEN
    RETURN;
  END IF;
  -- A statement of its own: it sees what publishers have added while we waited for them.
  RETURN QUERY
  UPDATE delivery d SET blocked = false
  FROM unnest(lane_queues, lane_keys) AS l (queue_id, key)
  CROSS JOIN LATERAL (
    SELECT n.seq FROM delivery n WHERE n.queue_id = l.queue_id AND n.key = l.key ORDER BY n.seq LIMIT 1
  ) AS first
  WHERE d.seq = first.seq AND d.queue_id = l.queue_id AND d.blocked
  RETURNING d.queue_id;
END $$;

-- Gives back what was taken and not begun: as if it had not been taken.
CREATE FUNCTION give_back(from_queue integer, seqs bigint[], attempts integer[])
RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
  UPDATE delivery d SET attempt = d.attempt - 1, due_at = now(), member = NULL
  FROM unnest(seqs, attempts) AS s (seq, attempt)
  WHERE d.seq = s.seq AND d.queue_id = from_queue AND d.attempt = s.attempt;
  PERFORM pg_notify(current_schema(), q.topic || ' ') FROM queue q WHERE q.id = from_queue;
END $$;

-- Members that have messages of these queues and whose session is gone.
CREATE FUNCTION missing_members(of_queues integer[]) RETURNS SETOF integer
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
  RETURN QUERY
  SELECT holder.member
  FROM (
    SELECT DISTINCT d.member FROM delivery d
    WHERE d.queue_id = ANY (of_queues) AND NOT d.blocked AND d.due_at > now() AND d.member IS NOT NULL
  ) AS holder
  WHERE NOT EXISTS (
    SELECT FROM pg_locks l
    WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.classid::bigint = presence_space()::bigint & 4294967295 AND l.objid::bigint = holder.member
  );
END $$;

-- Makes due what these members hold. Returns the queues concerned.
CREATE FUNCTION reclaim(of_queues integer[], members integer[])
RETURNS SETOF integer LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
  RETURN QUERY
  UPDATE delivery d SET due_at = now(), member = NULL
  WHERE d.queue_id = ANY (of_queues) AND NOT d.blocked AND d.due_at > now() AND d.member = ANY (members)
  RETURNING d.queue_id;
END $$;

-- A process that has lost its session goes on under a new number: leases that nobody has taken over go with it. Returns
-- those, as places in the arrays, from 1.
CREATE FUNCTION rejoin(queues integer[], seqs bigint[], attempts integer[], members integer[], new_member integer)
RETURNS SETOF bigint LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
  RETURN QUERY
  UPDATE delivery d SET member = new_member
  FROM unnest(queues, seqs, attempts, members) WITH ORDINALITY AS s (queue_id, seq, attempt, member, place)
  WHERE d.seq = s.seq AND d.queue_id = s.queue_id AND d.attempt = s.attempt AND d.member = s.member
  RETURNING s.place;
END $$;

-- Delivers dead letters again: as new messages to their queue, behind what is there.
CREATE FUNCTION replay(of_queue text, with_id text) RETURNS boolean
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  letter record;
  new_seq bigint;
  done boolean := false;
BEGIN
  PERFORM lock_topics(array_agg(q.topic)) FROM queue q WHERE q.name = of_queue;
  FOR letter IN
    DELETE FROM dead_letter d USING queue q
    WHERE q.name = of_queue AND d.queue_id = q.id AND d.message_id = with_id
    RETURNING d.queue_id, d.seq, q.topic
  LOOP
    INSERT INTO message (topic, id, key, header, body, published_at)
    SELECT m.topic, m.id, m.key, m.header, m.body, m.published_at FROM message m WHERE m.seq = letter.seq
    RETURNING message.seq INTO new_seq;
    PERFORM enqueue(ARRAY[new_seq], letter.queue_id);
    PERFORM pg_notify(current_schema(), letter.topic || ' ');
    done := true;
  END LOOP;
  RETURN done;
END $$;

-- Forgets a queue with all it holds.
CREATE FUNCTION drop_queue(of_topic text, with_name text) RETURNS boolean
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  gone integer;
BEGIN
  LOCK TABLE delivery IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM queue q WHERE q.topic = of_topic AND q.name = with_name RETURNING q.id INTO gone;
  DELETE FROM delivery d WHERE d.queue_id = gone;
  RETURN gone IS NOT NULL;
END $$;

-- Forgets letters that have been dead for more than `kept` milliseconds.
CREATE FUNCTION clean_dead_letters(kept double precision) RETURNS void
LANGUAGE sql SET search_path FROM CURRENT
BEGIN ATOMIC
  DELETE FROM dead_letter d WHERE d.died_at < now() - kept * interval '1 millisecond';
END;

-- Deletes, of the next `window_size` messages after `after`, those published before `kept` milliseconds that nobody needs.
-- Returns where to go on; null at the end, and when another process is at it.
CREATE FUNCTION clean(after bigint, window_size integer, kept double precision)
RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
  last bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' clean', 0)) THEN
    RETURN NULL;
  END IF;
  SELECT max(w.seq) FILTER (WHERE w.published_at < now() - kept * interval '1 millisecond') INTO last FROM (
    SELECT m.seq, m.published_at FROM message m WHERE m.seq > after ORDER BY m.seq LIMIT window_size
  ) AS w;
  DELETE FROM message m
  WHERE m.seq > after AND m.seq <= last AND m.published_at < now() - kept * interval '1 millisecond'
    AND NOT EXISTS (SELECT FROM delivery d WHERE d.seq = m.seq)
    AND NOT EXISTS (SELECT FROM dead_letter l WHERE l.seq = m.seq);
  RETURN last;
END $$;
