-- Houses, and what is known here of people, bookings and reviews.

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

-- The characters of a text and its pairs of neighbours, in lower case: what an index finds any part of a text by, also
-- one of a single character. Words of two characters are the usual ones in Chinese, and too short for trigrams.
CREATE FUNCTION parts_of(value text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 500 AS $$
DECLARE
  characters text[] := string_to_array(lower(value), NULL);
  pairs text[];
BEGIN
  FOR i IN 1 .. cardinality(characters) - 1 LOOP
    pairs[i] := characters[i] || characters[i + 1];
  END LOOP;
  RETURN characters || pairs;
END
$$;

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
  -- The thumbnail of the first picture, said again here: a list shows it of each house.
  cover_key text,
  -- Counted from the order service's events, never written from what was read.
  order_count integer NOT NULL DEFAULT 0,
  rating_count integer NOT NULL DEFAULT 0,
  rating_sum integer NOT NULL DEFAULT 0,
  -- What a first page goes by: a point for each stay, and for each star above three; one less for each below.
  merit integer NOT NULL GENERATED ALWAYS AS (greatest(0, order_count + rating_sum - 3 * rating_count)) STORED,
  created_at timestamptz(3) NOT NULL
);
-- One index per order of the list; the id makes each order total, as paging by key needs.
CREATE INDEX house_newest ON house (created_at DESC, id DESC) WHERE status = 'LISTED';
CREATE INDEX house_popular ON house (order_count DESC, id DESC) WHERE status = 'LISTED';
CREATE INDEX house_price ON house (price, id) WHERE status = 'LISTED';
-- The same behind the filter that is nearly always set: without it, the list of a small area would be looked for in all.
CREATE INDEX house_area_newest ON house (area_id, created_at DESC, id DESC) WHERE status = 'LISTED';
CREATE INDEX house_area_popular ON house (area_id, order_count DESC, id DESC) WHERE status = 'LISTED';
CREATE INDEX house_area_price ON house (area_id, price, id) WHERE status = 'LISTED';
-- The first page: what can be shown there, the best first.
CREATE INDEX house_featured ON house (merit DESC, id DESC) WHERE status = 'LISTED' AND cover_key IS NOT NULL;
-- A landlord's own, withdrawn ones too.
CREATE INDEX house_landlord ON house (landlord_id, created_at DESC, id DESC);
-- "room for so many", where that is rare: few houses have room for ten.
CREATE INDEX house_capacity ON house (capacity) WHERE status = 'LISTED';
-- "has all of these facilities", where they are rare together; where not, an order's index is walked.
CREATE INDEX house_facilities ON house USING gin (facility_ids) WHERE status = 'LISTED';
-- "has this in the title or the address", where that is rare. Not partial: the planner would not see from its statistics
-- how rare, and it must, to know when to walk an order's index instead.
CREATE INDEX house_text ON house USING gin (parts_of(title || E'\n' || address));

-- Pictures. Their bytes are in the object store, under keys whose content never changes.
CREATE TABLE house_image (
  id text PRIMARY KEY,
  house_id text NOT NULL REFERENCES house (id),
  key text NOT NULL,
  thumbnail_key text NOT NULL,
  -- From 0; the first is the cover.
  position integer NOT NULL,
  -- At the end of a transaction: while they are put in another order two may share a place. Its index lists a house's.
  CONSTRAINT one_place_each UNIQUE (house_id, position) DEFERRABLE INITIALLY DEFERRED
);

-- Which nights of a house are taken, kept from the order service's events. A booking stays here after its nights are
-- free again, with the version that freed them: events may arrive out of order, and the higher version is right.
CREATE TABLE booking (
  order_id text PRIMARY KEY,
  house_id text NOT NULL REFERENCES house (id),
  version bigint NOT NULL,
  check_in date NOT NULL,
  check_out date NOT NULL CHECK (check_out > check_in),
  taken boolean NOT NULL,
  -- Its house's counts know of it.
  counted boolean NOT NULL DEFAULT false
);
-- "is any of these nights taken?", asked for each house that a search looks at. Stays of a house don't overlap, so the
-- first that ends after the check-in decides: no range index would look at less.
CREATE INDEX booking_nights ON booking (house_id, check_out, check_in) WHERE taken;

-- Nights that landlords keep for themselves. The order service holds them, so that no booking takes them; the state says
-- how far the two have come: HOLDING until it has agreed, HELD, RELEASING until it has given them back.
CREATE TABLE block (
  id text PRIMARY KEY,
  house_id text NOT NULL REFERENCES house (id),
  check_in date NOT NULL,
  check_out date NOT NULL CHECK (check_out > check_in),
  state text NOT NULL CHECK (state IN ('HOLDING', 'HELD', 'RELEASING')),
  -- When the state was last asked for, by the database's clock.
  since timestamptz NOT NULL DEFAULT now()
);
-- For a search as the bookings', and for a house's own list.
CREATE INDEX block_nights ON block (house_id, check_out, check_in);
CREATE INDEX block_list ON block (house_id, check_in, id) WHERE state = 'HELD';
-- What a crash has left half done; nearly always empty.
CREATE INDEX block_unsettled ON block (since) WHERE state <> 'HELD';

-- What tenants wrote, kept from the order service's events.
CREATE TABLE review (
  id text PRIMARY KEY,
  -- A stay is reviewed once.
  order_id text NOT NULL UNIQUE REFERENCES booking (order_id),
  house_id text NOT NULL REFERENCES house (id),
  -- No reference: the event that tells their name may come later.
  author_id text NOT NULL,
  rating integer NOT NULL CHECK (rating BETWEEN 1 AND 5),
  text text NOT NULL,
  at timestamptz(3) NOT NULL
);
-- A house's reviews, newest first.
CREATE INDEX review_list ON review (house_id, at DESC, id DESC);
