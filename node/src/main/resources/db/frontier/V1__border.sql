-- The border register: what was asked, what was decided, what left, and the leaf that says so.

-- One row for each thing that a desk wanted to send. Written with its leaves BEFORE they are
-- appended to the ledger, so that a crash between the two is found and finished: stage 0 = leaves
-- are prepared, 1 = they are in the ledger.
create table frontier.proposal (
  key      text collate "C" primary key,
  kind     text not null,
  purpose  text not null,
  at       timestamptz not null,
  log_size bigint not null, -- of the ledger when the leaves were prepared: none of them is before
  stage    int not null default 0
);
create index proposal_unfinished on frontier.proposal (at) where stage = 0;

-- The leaves, byte for byte. Salt and manifest are what opens a commitment; erasing them leaves the
-- ledger intact and the leaf mute.
create table frontier.leaf (
  id               bigint generated always as identity primary key,
  proposal         text collate "C" not null references frontier.proposal,
  ordinal          int not null,
  type             text not null,
  entry            bytea not null,
  salt             bytea,
  manifest         bytea, -- what a refusal commits to; an export commits to what it sealed
  ciphertext       bytea, -- SHA-256
  ciphertext_bytes bigint not null default 0,
  log_index        bigint unique,
  unique (proposal, ordinal)
);
create sequence frontier.leaf_number;

create table frontier.leaf_object (
  leaf    bigint not null references frontier.leaf,
  ordinal int not null,
  object  text collate "C" not null,
  version timestamptz,
  primary key (leaf, ordinal)
);
create index leaf_object_by_object on frontier.leaf_object (object, leaf);

-- One line of the register: one leaf, one destination.
create table frontier.crossing (
  number      bigint generated always as identity primary key,
  id          uuid not null unique,
  leaf        bigint not null references frontier.leaf,
  destination text collate "C" not null,
  crossed     boolean not null,
  code        text collate "C" not null default '', -- of the refusal
  form        text not null default '',             -- of what left
  kind        text not null,
  purpose     text not null,
  reasons     text not null,                        -- French, for lists
  ruling      jsonb not null,                       -- rules, obligations, nearest change, counts
  policy      text not null,                        -- hash of the rules in force
  objects     int not null,
  at          timestamptz not null
);
create index crossing_by_leaf on frontier.crossing (leaf);
create index crossing_by_destination on frontier.crossing (destination, number);
create index crossing_by_time on frontier.crossing (at, number);
