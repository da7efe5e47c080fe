-- Incidents. The entries are the truth: each is written once and never changed. Every other table
-- of this schema is drawn from them, in the transaction that writes them, so that lists are fast.

create table response.incident (
  id uuid primary key,
  reference text not null unique,
  title text not null,
  severity text not null,
  tlp text not null,
  rsit text not null,
  status text not null,
  open boolean not null,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  entries integer not null check (entries >= 0),
  alerts integer not null check (alerts >= 0)
);
create index incident_by_update on response.incident (updated_at desc, id desc);
create index incident_open on response.incident (updated_at desc, id desc) where open;

create table response.entry (
  incident_id uuid not null references response.incident (id),
  position integer not null check (position > 0),
  at timestamptz not null,
  author text not null,
  kind text not null,
  body jsonb not null,
  primary key (incident_id, position)
);

create function response.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'an entry of an incident is never changed nor removed';
end $$;
create trigger entry_is_immutable before update or delete or truncate on response.entry
  for each statement execute function response.refuse_change();

-- An alert belongs to one incident at most.
create table response.alert (
  alert_id uuid primary key,
  incident_id uuid not null references response.incident (id),
  at timestamptz not null
);
create index alert_by_incident on response.alert (incident_id, at);

-- What two alerts of one attack have in common: the observable seen, or the rule or indicator that
-- saw it. By these an alert finds the incident it belongs to.
create table response.trace (
  incident_id uuid not null references response.incident (id),
  kind text not null,
  value text not null,
  last_at timestamptz not null,
  primary key (incident_id, kind, value)
);
create index trace_by_value on response.trace (md5(value), kind);

create table response.task (
  incident_id uuid not null references response.incident (id),
  number integer not null,
  title text not null,
  assignee text not null,
  due date,
  done_at timestamptz,
  primary key (incident_id, number)
);
create index task_waiting on response.task (assignee, due) where done_at is null;

create table response.numbering (
  year integer primary key,
  last integer not null
);

-- When an alert opens an incident by itself. The first rule that fits, by rank, decides.
create table response.opening_rule (
  id uuid primary key,
  rank integer not null,
  name text not null,
  enabled boolean not null,
  min_severity text not null,
  kinds text[] not null,
  sources text[] not null,
  join_window interval not null,
  rsit text not null,
  tlp text not null
);

insert into response.opening_rule values
  ('0198f1c0-0000-7000-8000-000000000001', 10, 'Indicateur vu, gravité moyenne ou plus', true, 'MEDIUM',
   '{INDICATOR}', '{}', interval '24 hours', 'malicious-code:c2-server', 'AMBER'),
  ('0198f1c0-0000-7000-8000-000000000002', 20, 'Règle Sigma de gravité critique', true, 'CRITICAL',
   '{RULE}', '{}', interval '24 hours', 'intrusion-attempts:ids-alert', 'AMBER');
