-- Logs in, alerts out. The lines themselves lie in the journal (data/journal), not here.

create table detection.source (
  id integer generated always as identity primary key,
  name text not null unique,
  description text not null,
  format text not null,
  product text not null,
  category text not null,
  service text not null,
  enabled boolean not null,
  silence_seconds integer not null check (silence_seconds > 0),
  created_at timestamptz not null,
  -- counted by the worker, in the transaction that moves its position: exact
  received bigint not null default 0,
  bytes bigint not null default 0,
  undecodable bigint not null default 0,
  misdated bigint not null default 0,
  last_event_at timestamptz,
  -- counted by the receivers, written every few seconds: a power cut may lose the last of them
  refused bigint not null default 0,
  dropped bigint not null default 0
);

-- Where syslog is awaited. A message belongs to the source of its sender, else to the listener's.
create table detection.listener (
  id integer generated always as identity primary key,
  protocol text not null,
  address text not null,
  port integer not null check (port between 1 and 65535),
  source_id integer references detection.source (id),
  enabled boolean not null,
  unique (protocol, address, port)
);

create table detection.sender (
  listener_id integer not null references detection.listener (id) on delete cascade,
  network cidr not null,
  source_id integer not null references detection.source (id),
  primary key (listener_id, network)
);

-- How far each file of a watched directory was journalled. file_key survives a renaming.
create table detection.watched_file (
  source_id integer not null references detection.source (id),
  file_key text not null,
  path text not null,
  position_bytes bigint not null,
  read_at timestamptz not null,
  primary key (source_id, file_key)
);

-- One row: up to where the journal was scanned. Moved in the transaction that writes the alerts.
create table detection.progress (
  only_row boolean primary key default true check (only_row),
  position text not null, -- segment:offset of the journal
  moved_at timestamptz not null
);

create table detection.alert (
  id uuid primary key,
  dedupe bytea not null,
  kind text not null,
  subject text not null, -- the indicator's STIX id, or the rule's id
  title text not null,
  severity text not null,
  rule_author text not null,
  observable text not null,
  source_id integer not null references detection.source (id),
  status text not null,
  count bigint not null check (count > 0),
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  raised_at timestamptz not null,
  samples jsonb not null
);
-- A closed alert that happens again is another alert; one marked as false only counts on.
create unique index alert_once on detection.alert (dedupe) where status <> 'CLOSED';
create index alert_by_last on detection.alert (last_seen desc, id desc);
create index alert_by_status on detection.alert (status, last_seen desc, id desc);
create index alert_by_subject on detection.alert (source_id, subject) where status <> 'CLOSED';
create index alert_by_source on detection.alert (source_id, last_seen desc);

create table detection.alert_hour (
  alert_id uuid not null references detection.alert (id) on delete cascade,
  hour timestamptz not null,
  count bigint not null,
  primary key (alert_id, hour)
);

create table detection.alert_act (
  alert_id uuid not null references detection.alert (id) on delete cascade,
  position integer not null,
  at timestamptz not null,
  author text not null,
  status text not null,
  note text not null,
  primary key (alert_id, position)
);
