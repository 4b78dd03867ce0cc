CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE thing (
  id text PRIMARY KEY,
  name text NOT NULL UNIQUE,
  count integer NOT NULL DEFAULT 0 CHECK (count >= 0)
);

-- Refused at commit and not before.
CREATE TABLE part (
  id text PRIMARY KEY,
  thing_id text NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE stay (
  id text PRIMARY KEY,
  house text NOT NULL,
  nights daterange NOT NULL,
  CONSTRAINT stay_nights_free EXCLUDE USING gist (house WITH =, nights WITH &&)
);
