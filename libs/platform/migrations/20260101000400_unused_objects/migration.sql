-- Objects of the object store that nothing refers to: those about to be stored, and those that were replaced or removed.
CREATE TABLE unused_object (
  key text PRIMARY KEY,
  -- When it may be removed, by the database's clock.
  due timestamptz NOT NULL
);
-- What is due, asked again and again.
CREATE INDEX unused_object_due ON unused_object (due);
