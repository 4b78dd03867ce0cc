-- Houses, and what is known here of people and bookings.

CREATE TABLE area (
  id text PRIMARY KEY,
  -- The place in the list.
  position integer NOT NULL,
  name_zh text NOT NULL,
  name_en text NOT NULL
);

CREATE TABLE facility (
  id text PRIMARY KEY,
  position integer NOT NULL,
  name_zh text NOT NULL,
  name_en text NOT NULL
);

-- What others see of a person, kept from the user service's events.
CREATE TABLE person (
  id text PRIMARY KEY,
  -- Of what is kept; 0 for what was learned when they published.
  version bigint NOT NULL,
  name text NOT NULL,
  avatar_url text
);

CREATE TABLE house (
  id text PRIMARY KEY,
  version bigint NOT NULL,
  landlord_id text NOT NULL REFERENCES person (id),
  area_id text NOT NULL REFERENCES area (id),
  title text NOT NULL,
  address text NOT NULL,
  -- Minor units: per night, and once.
  price bigint NOT NULL CHECK (price > 0),
  deposit bigint NOT NULL CHECK (deposit >= 0),
  currency text NOT NULL,
  room_count integer NOT NULL,
  acreage double precision NOT NULL,
  layout text NOT NULL,
  capacity integer NOT NULL CHECK (capacity > 0),
  beds text NOT NULL,
  min_nights integer NOT NULL CHECK (min_nights > 0),
  max_nights integer NOT NULL CHECK (max_nights = 0 OR max_nights >= min_nights),
  facility_ids text[] NOT NULL,
  time_zone text NOT NULL,
  instant_book boolean NOT NULL,
  policy text NOT NULL CHECK (policy IN ('FLEXIBLE', 'MODERATE', 'STRICT')),
  status text NOT NULL CHECK (status IN ('LISTED', 'WITHDRAWN')),
  order_count integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL
);
-- One index per order of the list; the id makes each order total, as paging by key needs. Filters are applied on the way.
CREATE INDEX house_newest ON house (created_at DESC, id DESC) WHERE status = 'LISTED';
CREATE INDEX house_popular ON house (order_count DESC, id DESC) WHERE status = 'LISTED';
CREATE INDEX house_price ON house (price, id) WHERE status = 'LISTED';
-- The filter that is nearly always set.
CREATE INDEX house_area ON house (area_id, created_at DESC, id DESC) WHERE status = 'LISTED';
-- "has all of these facilities"
CREATE INDEX house_facilities ON house USING gin (facility_ids);

-- Which nights of a house are taken, kept from the order service's events. A booking stays here after its nights are
-- free again, with the version that freed them: events may arrive out of order, and the higher version is right.
CREATE TABLE booking (
  order_id text PRIMARY KEY,
  house_id text NOT NULL REFERENCES house (id),
  version bigint NOT NULL,
  check_in date NOT NULL,
  check_out date NOT NULL CHECK (check_out > check_in),
  taken boolean NOT NULL
);
-- "is any of these nights taken?", asked for each house that a search looks at
CREATE INDEX booking_nights ON booking (house_id, check_out, check_in) WHERE taken;
