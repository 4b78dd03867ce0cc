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
  -- The house's, which these days are of.
  time_zone text NOT NULL,
  guests integer NOT NULL CHECK (guests > 0),
  -- Minor units.
  total bigint NOT NULL CHECK (total >= 0),
  deposit bigint NOT NULL CHECK (deposit >= 0),
  currency text NOT NULL,
  policy text NOT NULL CHECK (policy IN ('FLEXIBLE', 'MODERATE', 'STRICT')),
  status text NOT NULL CHECK (status IN ('WAIT_ACCEPT', 'WAIT_PAYMENT', 'PAID', 'CHECKED_IN', 'WAIT_COMMENT',
    'COMPLETE', 'REJECTED', 'CANCELED', 'EXPIRED')),
  created_at timestamptz(3) NOT NULL,
  -- When the state ends by itself, in domain time; a state that is an end has no such moment.
  due_at timestamptz(3),
  CONSTRAINT due_until_the_end CHECK ((due_at IS NULL) = (status IN ('COMPLETE', 'REJECTED', 'CANCELED', 'EXPIRED')))
);
-- Somebody's orders, newest first; the id makes the order total, as paging by key needs.
CREATE INDEX booking_tenant ON booking (tenant_id, created_at DESC, id DESC);
CREATE INDEX booking_landlord ON booking (landlord_id, created_at DESC, id DESC);
-- What is due, longest first. Past orders, which are nearly all, are not in it.
CREATE INDEX booking_due ON booking (due_at) WHERE due_at IS NOT NULL;

-- Nights that nobody else can have: of an order as long as its state holds them, or held for the house service.
CREATE TABLE occupancy (
  kind text NOT NULL CHECK (kind IN ('order', 'hold')),
  -- The order's, or the hold's.
  id text NOT NULL,
  house_id text NOT NULL,
  -- Half-open: somebody may come on the day somebody else leaves.
  during daterange NOT NULL CHECK (NOT isempty(during)),
  PRIMARY KEY (kind, id),
  -- No two share a night of a house. Its index also answers whether nights are free, and which are not.
  CONSTRAINT no_double_booking EXCLUDE USING gist (house_id WITH =, during WITH &&)
);

-- A booking holds its nights in the states that are the domain's `blocking`, whoever writes it.
CREATE FUNCTION take_nights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO occupancy (kind, id, house_id, during)
  VALUES ('order', NEW.id, NEW.house_id, daterange(NEW.check_in, NEW.check_out));
  RETURN NULL;
END $$;
CREATE TRIGGER booking_takes AFTER INSERT ON booking FOR EACH ROW
  WHEN (NEW.status IN ('WAIT_ACCEPT', 'WAIT_PAYMENT', 'PAID', 'CHECKED_IN'))
  EXECUTE FUNCTION take_nights();

CREATE FUNCTION give_nights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM occupancy WHERE kind = 'order' AND id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER booking_gives AFTER UPDATE OF status ON booking FOR EACH ROW
  WHEN (NEW.status NOT IN ('WAIT_ACCEPT', 'WAIT_PAYMENT', 'PAID', 'CHECKED_IN'))
  EXECUTE FUNCTION give_nights();

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

-- A tenant's attempts to pay.
CREATE TABLE payment (
  id text PRIMARY KEY,
  order_id text NOT NULL REFERENCES booking (id),
  method text NOT NULL CHECK (method IN ('CARD', 'ALIPAY', 'WECHAT')),
  amount bigint NOT NULL CHECK (amount >= 0),
  currency text NOT NULL,
  status text NOT NULL CHECK (status IN ('PENDING', 'SUCCEEDED', 'FAILED')),
  -- What the tenant was told, and is told again whenever they repeat the request.
  answer text CHECK (answer IN ('PENDING', 'SUCCEEDED', 'FAILED')),
  -- When the provider is to be asked how it stands, in real time as all that follows of it.
  started_at timestamptz(3) NOT NULL,
  ask_at timestamptz(3) NOT NULL,
  -- When it ended, in domain time, and which day that was at the house.
  ended_at timestamptz(3),
  day date,
  CONSTRAINT ended CHECK ((status = 'PENDING') = (ended_at IS NULL) AND (ended_at IS NULL) = (day IS NULL))
);
-- An order is paid once, however many try at once. Also finds an order's payment.
CREATE UNIQUE INDEX payment_once ON payment (order_id) WHERE status IN ('PENDING', 'SUCCEEDED');
-- What the provider is to be asked about, longest first.
CREATE INDEX payment_pending ON payment (ask_at) WHERE status = 'PENDING';

-- What is due to a tenant again, once for each payment.
CREATE TABLE refund (
  payment_id text PRIMARY KEY REFERENCES payment (id),
  reason text NOT NULL CHECK (reason IN ('CANCELED', 'LATE')),
  amount bigint NOT NULL CHECK (amount >= 0),
  -- What is kept: with the amount it is what was paid.
  fee bigint NOT NULL CHECK (fee >= 0),
  currency text NOT NULL,
  at timestamptz(3) NOT NULL,
  -- Which day that was at the house.
  day date NOT NULL
);

-- What tenants said of their stays, once each.
CREATE TABLE review (
  order_id text PRIMARY KEY REFERENCES booking (id),
  id text NOT NULL UNIQUE,
  rating integer NOT NULL CHECK (rating BETWEEN 1 AND 5),
  text text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 1000),
  at timestamptz(3) NOT NULL
);

-- What the development provider was asked to take: it stands outside the orders, as a real provider would.
CREATE TABLE development_payment (
  id text PRIMARY KEY,
  -- How it ends, and when, in real time.
  outcome text NOT NULL CHECK (outcome IN ('SUCCEEDED', 'FAILED')),
  ready_at timestamptz(3) NOT NULL
);
