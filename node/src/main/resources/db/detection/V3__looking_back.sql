-- Of an alert's count, how many were found by looking back in the archive.
alter table detection.alert add column past_count bigint not null default 0;

-- Looking back: what was asked, how far it has come. Taken up again after a crash at the segment
-- after the last one that was done.
create table detection.hunt (
  id uuid primary key,
  cause text not null check (cause in ('PERSON', 'PEER')),
  author text not null,
  scope text not null check (scope in ('GIVEN', 'IN_FORCE')),
  indicators jsonb not null, -- those given: [{id, kind, value}]; of those in force, none
  indicator_count bigint not null,
  since timestamptz, -- null: from the beginning
  until timestamptz not null,
  state text not null check (state in ('WAITING', 'RUNNING', 'DONE', 'STOPPED', 'FAILED')),
  asked_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  last_segment bigint not null default 0,
  segments_done integer not null default 0,
  segments_total integer not null default 0,
  hits bigint not null default 0,
  damaged integer not null default 0,
  fault text not null default ''
);
create index hunt_by_age on detection.hunt (asked_at desc, id desc);
create index hunt_to_do on detection.hunt (asked_at) where state in ('WAITING', 'RUNNING');

-- What was found, in the order of the archive; beyond a bound it is only counted.
create table detection.hunt_hit (
  hunt uuid not null references detection.hunt (id) on delete cascade,
  position bigint not null,
  kind text not null,
  indicator text not null,
  found text not null,
  source text not null,
  event_at timestamptz not null,
  received_at timestamptz not null,
  segment text not null,
  sha256 text not null,
  block integer not null,
  line bigint not null,
  byte_offset bigint not null,
  sample jsonb not null,
  primary key (hunt, position)
);

-- Indicators of peers that were looked for already, by the number that the engine gives them.
create table detection.hunted (
  value bigint primary key
);

-- One row: the revision of the live set up to which peers' indicators are in detection.hunted.
create table detection.hunt_progress (
  only_row boolean primary key default true check (only_row),
  revision bigint not null
);
