-- What is known of attacks. Three things are kept apart on purpose:
--   object   what somebody said (a STIX object, with its author, its marking, its past versions);
--   value    what to look for in logs (a name, an address, a hash), once, whoever says it;
--   watch    which object speaks of which value.
-- The engine and the block lists read values; people read objects.
--
-- What machines compare (identifiers, kinds, values) has the collation "C": by bytes, several times
-- faster than by the rules of a language, and in the order of the block lists.

-- Where knowledge comes from, and how far it is trusted.
create table intelligence.source (
  id int generated always as identity primary key,
  kind text not null check (kind in ('HOUSE', 'LIST', 'FEED', 'PEER')),
  name text not null,
  default_tlp text not null,
  trust int not null check (trust between 0 and 100),
  -- What becomes of the indicators it sends: in force at once, waiting for a person, or refused.
  acceptance text not null check (acceptance in ('CONFIRMED', 'PROPOSED', 'REFUSED')),
  created_at timestamptz not null,
  unique (kind, name)
);

create table intelligence.object (
  number bigint generated always as identity primary key,
  id text collate "C" not null unique,
  type text collate "C" not null,
  -- The kind of its first value (DOMAIN, IPV4...); PATTERN if it lists no value; else its type.
  kind text collate "C" not null,
  name text not null,
  source int not null references intelligence.source,
  tlp text collate "C" not null,
  pap text,
  -- Of indicators only: PROPOSED, CONFIRMED, REVOKED, EXPIRED.
  status text collate "C" check (status in ('PROPOSED', 'CONFIRMED', 'REVOKED', 'EXPIRED')),
  severity smallint not null default 0 check (severity between 0 and 4),
  confidence smallint,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  valid_from timestamptz,
  valid_until timestamptz,
  -- The next moment at which its status or its force changes by itself.
  turns_at timestamptz,
  received_at timestamptz not null,
  changed_at timestamptz not null,
  decided_by text,
  shared_at timestamptz,
  body jsonb not null,
  -- Of the canonical body; without its times if they were given here.
  digest uuid not null,
  search tsvector not null
);
create index object_by_change on intelligence.object (changed_at desc, number desc);
create index object_by_kind on intelligence.object (kind, changed_at desc, number desc);
create index object_by_status on intelligence.object (status, changed_at desc, number desc) where status is not null;
create index object_by_source on intelligence.object (source, changed_at desc, number desc);
create index object_by_turn on intelligence.object (turns_at) where turns_at is not null;
create index object_by_words on intelligence.object using gin (search);

-- Versions that another one has replaced. The current one is in object.
create table intelligence.past_version (
  object bigint not null references intelligence.object on delete cascade,
  modified_at timestamptz not null,
  received_at timestamptz not null,
  body jsonb not null,
  primary key (object, modified_at)
);

-- A reads: "source_id kind target_id, says object". Targets may be unknown here.
create table intelligence.relation (
  object bigint not null references intelligence.object on delete cascade,
  source_id text collate "C" not null,
  kind text collate "C" not null,
  target_id text collate "C" not null,
  primary key (object, source_id, kind, target_id)
);
create index relation_by_source on intelligence.relation (source_id);
create index relation_by_target on intelligence.relation (target_id);

-- What must never be blocked.
create table intelligence.precaution_list (
  id int generated always as identity primary key,
  name text not null unique,
  description text not null,
  kind text not null check (kind in ('STRING', 'HOSTNAME', 'SUBSTRING', 'CIDR')),
  origin text not null,
  licence text not null,
  version bigint not null,
  built_in boolean not null,
  enabled boolean not null,
  entries int not null,
  loaded_at timestamptz not null
);
create table intelligence.precaution_entry (
  list int not null references intelligence.precaution_list on delete cascade,
  value text not null,
  primary key (list, value)
);

-- What to look for. Its number is the engine's.
create table intelligence.value (
  id bigint generated always as identity primary key,
  kind text collate "C" not null,
  value text collate "C" not null,
  live boolean not null default false,
  severity smallint not null default 0,
  lead bigint references intelligence.object,  -- the object that speaks for it in alerts
  precaution int references intelligence.precaution_list on delete set null,  -- list that holds it back
  edition bigint not null default 0,  -- of the precaution lists, when precaution was last asked
  blocked boolean not null default false,  -- stands in the block lists
  revision bigint not null default 0,  -- of the live set, when any of these last changed
  unique (kind, value)
);
create index value_by_revision on intelligence.value (revision) where revision > 0;
create index value_held on intelligence.value (precaution) where precaution is not null;

-- No foreign keys: both ends are written by the statements that write this, a million at a time.
create table intelligence.watch (
  object bigint not null,
  value bigint not null,
  primary key (object, value)
);
create index watch_by_value on intelligence.watch (value);

-- One line. Whoever changes the live set updates it first: its lock puts changes in one order, so
-- that "everything after revision r" misses nothing.
create table intelligence.edition (
  only_line boolean primary key default true check (only_line),
  live bigint not null,
  precaution bigint not null
);
insert into intelligence.edition (live, precaution) values (0, 1);

create table intelligence.sighting (
  id text collate "C" primary key,
  of_id text collate "C" not null,  -- the object seen, maybe unknown here yet
  seen_by text not null,
  ours boolean not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  count bigint not null check (count > 0),
  observable text not null default '',  -- ours only, and never sent
  changed_at timestamptz not null,
  sent_count bigint not null default 0,
  sent_at timestamptz,
  due_at timestamptz  -- when to tell the peers; null if they know
);
create index sighting_by_object on intelligence.sighting (of_id);
create index sighting_by_due on intelligence.sighting (due_at) where due_at is not null;

-- What waits to be proposed to the border. A batch number means: handed over, not yet answered.
create table intelligence.sharing (
  object bigint primary key references intelligence.object on delete cascade,
  asked_at timestamptz not null,
  batch uuid
);
create index sharing_by_batch on intelligence.sharing (batch) where batch is not null;

-- What the border answered, the last time for each destination.
create table intelligence.shared (
  object bigint not null references intelligence.object on delete cascade,
  destination text not null,
  crossed boolean not null,
  ledger_index bigint not null,
  crossing uuid not null,
  reasons text not null,
  at timestamptz not null,
  primary key (object, destination)
);

create table intelligence.import (
  id uuid primary key,
  name text not null,
  form text not null,
  settings jsonb not null,
  who text not null,
  state text not null check (state in ('WAITING', 'RUNNING', 'DONE', 'FAILED')),
  dry_run boolean not null,
  size_bytes bigint not null,
  sha256 text not null,
  file text not null,  -- name in the desk's directory; empty once deleted
  report jsonb not null,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index import_by_age on intelligence.import (created_at desc, id);

-- What was received from peers, once each.
create table intelligence.acceptance (
  received uuid primary key,
  peer text not null,
  ledger_index bigint not null,
  kind text not null,
  at timestamptz not null,
  report jsonb not null
);
create index acceptance_by_age on intelligence.acceptance (at desc, received);

-- The block list: one version number for its four renderings.
create table intelligence.block_list (
  version bigint primary key,
  made_at timestamptz not null,
  revision bigint not null,  -- of the live set, at least
  digest text not null,  -- of the entries: no new version is made of the same ones
  entries bigint not null
);
create table intelligence.output (
  version bigint not null references intelligence.block_list on delete cascade,
  form text not null,
  entries bigint not null,
  size_bytes bigint not null,
  sha256 text not null,
  note text not null,
  primary key (version, form)
);
