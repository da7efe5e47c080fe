-- The sister nodes, how far each one's ledger was verified, and what was received from them.

create table federation.peer (
  id          uuid primary key,
  code        text collate "C" not null unique,
  name        text not null,
  city        text not null,
  url         text not null,
  log_key     text collate "C" not null unique,
  recipient   text not null,
  certificate text collate "C" not null unique, -- SHA-256 of the TLS certificate, hexadecimal
  added_at    timestamptz not null,
  suspended   boolean not null default false
);

-- What is known of a peer's ledger. The position is the next entry to look at: it moves in the
-- transaction that keeps what the entry brought, so an entry is neither lost nor taken twice.
create table federation.link (
  peer         uuid primary key references federation.peer on delete cascade,
  seen         text not null default '',   -- the last verified checkpoint, as it was signed
  announced    bigint not null default 0,  -- its size
  position     bigint not null default 0,
  accepted     bigint not null default 0,  -- entries for us, opened and kept
  passed       bigint not null default 0,  -- entries that are not for us
  contact_at   timestamptz,
  verified_at  timestamptz,                -- when position last was announced
  problem_code text not null default '',
  problem      text not null default '',   -- French, for the page
  detail       text not null default '',   -- what a technician wants to know
  refused      boolean not null default false,
  locked       boolean not null default false, -- only a person lifts this refusal
  check (position >= 0 and position <= announced)
);

-- The verified heads, newest last; the older ones are thinned out.
create table federation.head (
  peer uuid not null references federation.peer on delete cascade,
  size bigint not null,
  note text not null,
  at   timestamptz not null,
  primary key (peer, size)
);

-- Signed notes that contradict each other. Outlives the peer's removal.
create table federation.evidence (
  id             uuid primary key,
  code           text collate "C" not null,  -- the state
  log_key        text collate "C" not null,
  refusal        text not null,              -- journal-recul, journal-equivoque...
  seen           text not null,
  offered        text not null,
  offered_sha256 bytea not null,
  proof          text not null default '',   -- verifiable by anyone with the log's key
  file           text not null,
  first_at       timestamptz not null,
  last_at        timestamptz not null,
  times          bigint not null default 1,
  unique (log_key, refusal, offered_sha256)
);

-- What was opened. The content is null once it is erased.
create table federation.inbox (
  id            uuid primary key,
  code          text collate "C" not null,
  log_key       text collate "C" not null,
  log_index     bigint not null,
  leaf          bytea not null,
  commitment    bytea not null,
  kind          text not null,
  content       bytea,
  content_bytes bigint not null,
  at            timestamptz not null,
  unique (log_key, log_index),
  unique (log_key, commitment)  -- the same parcel announced twice is a replay
);
create index inbox_by_state on federation.inbox (code, id);

-- Entries for us that could not be accepted, each with its reason.
create table federation.refusal (
  log_key   text collate "C" not null,
  log_index bigint not null,
  code      text collate "C" not null,
  refusal   text not null,
  reason    text not null,  -- French
  detail    text not null,
  entry     bytea not null,
  at        timestamptz not null,
  attempts  int not null default 1,
  next_try  timestamptz,    -- null: final
  primary key (log_key, log_index)
);
create index refusal_by_state on federation.refusal (code, log_index);
create index refusal_due on federation.refusal (log_key, next_try) where next_try is not null;
