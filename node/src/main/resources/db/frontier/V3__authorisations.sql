-- Transfers of readable personal data that the data-protection authority has allowed.

create table frontier.authorisation (
  number      text collate "C" primary key, -- the reference of the act
  destination text collate "C" not null,
  purposes    text[] not null check (cardinality(purposes) > 0),
  subject     text not null,                -- what it allows, in words
  valid_from  timestamptz not null,
  valid_until timestamptz not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  ended_by    text,
  ended_at    timestamptz,
  check (valid_until > valid_from)
);
create index authorisation_by_destination on frontier.authorisation (destination, valid_until);
