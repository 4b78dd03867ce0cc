-- Bookings. That no house is booked twice for a night is said here, in one place, by a constraint.

-- Equality on text inside a GiST index, which the constraint below needs. Trusted: the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- What an order shows of its house, kept from the house service's events and its offers.
CREATE TABLE house (
  id text PRIMARY KEY,
  version bigint NOT NULL,
  title text NOT NULL,
  cover_url text
);

-- "order" is a word of SQL's own.
CREATE TABLE booking (
  id text PRIMARY KEY,
  -- 1 when made, one more by each transition.
  version bigint NOT NULL,
  house_id text NOT NULL REFERENCES house (id),
  -- What the house was when its price was taken.
  house_version bigint NOT NULL,
  tenant_id text NOT NULL,
  landlord_id text NOT NULL CHECK (landlord_id <> tenant_id),
  check_in date NOT NULL,
  check_out date NOT NULL CHECK (check_out > check_in),
  guests integer NOT NULL CHECK (guests > 0),
  -- Minor units.
  total bigint NOT NULL CHECK (total >= 0),
  deposit bigint NOT NULL CHECK (deposit >= 0),
  currency text NOT NULL,
  policy text NOT NULL CHECK (policy IN ('FLEXIBLE', 'MODERATE', 'STRICT')),
  status text NOT NULL CHECK (status IN ('WAIT_ACCEPT', 'WAIT_PAYMENT', 'PAID', 'CHECKED_IN', 'WAIT_COMMENT',
    'COMPLETE', 'REJECTED', 'CANCELED', 'EXPIRED')),
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3),
  -- No two bookings of a house share a night while both hold theirs. The states are the domain's `blocking`.
  -- Its index also answers whether nights are free.
  CONSTRAINT no_double_booking EXCLUDE USING gist (house_id WITH =, daterange(check_in, check_out, '[)') WITH &&)
    WHERE (status IN ('WAIT_ACCEPT', 'WAIT_PAYMENT', 'PAID', 'CHECKED_IN'))
);
-- Somebody's orders, newest first; the id makes the order total, as paging by key needs.
CREATE INDEX booking_tenant ON booking (tenant_id, created_at DESC, id DESC);
CREATE INDEX booking_landlord ON booking (landlord_id, created_at DESC, id DESC);

-- The price of each night as it was offered.
CREATE TABLE night (
  order_id text NOT NULL REFERENCES booking (id),
  date date NOT NULL,
  price bigint NOT NULL CHECK (price >= 0),
  PRIMARY KEY (order_id, date)
);

-- What happened to an order. Rows are added, never changed.
CREATE TABLE step (
  order_id text NOT NULL REFERENCES booking (id),
  -- Which version of the order it made: two that act at once can't both write the same.
  version bigint NOT NULL,
  at timestamptz(3) NOT NULL,
  from_status text,
  to_status text NOT NULL,
  by text NOT NULL CHECK (by IN ('tenant', 'landlord', 'system')),
  reason text,
  PRIMARY KEY (order_id, version)
);
