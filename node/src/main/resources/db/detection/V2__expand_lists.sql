-- The lists of this site that stand behind %Name% in Sigma rules (modifier "expand").
create table detection.expand_list (
  name text primary key,
  entries text[] not null,
  changed_at timestamptz not null
);
