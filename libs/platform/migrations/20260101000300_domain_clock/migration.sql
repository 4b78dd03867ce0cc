-- How far the domain's time is ahead of the real one: moved by developers, never in production. One row at most.
CREATE TABLE domain_clock (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  -- Milliseconds.
  ahead bigint NOT NULL CHECK (ahead >= 0)
);
