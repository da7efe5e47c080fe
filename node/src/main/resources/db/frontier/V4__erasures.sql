-- Orders to erase what an earlier leaf sent, and what those who hold it answered.

create table frontier.erasure (
  id         uuid primary key,
  leaf       bigint not null unique references frontier.leaf, -- what is erased: once only
  proposal   text collate "C" not null unique references frontier.proposal, -- the order's own leaf
  law        text not null, -- as the person wrote it; empty: internal policy
  decision   text not null, -- number of the authority's act
  due_at     timestamptz not null,
  ordered_by text not null,
  ordered_at timestamptz not null
);

-- One line for each state that had received it.
create table frontier.erasure_answer (
  erasure     uuid not null references frontier.erasure on delete cascade,
  destination text collate "C" not null,
  sealed      boolean not null, -- false: we had no key of it any more, so it cannot read the order
  ack_index   bigint,           -- of its leaf in its own ledger
  objects     bigint,           -- how many it says it has deleted
  answered_at timestamptz,
  primary key (erasure, destination)
);
create index erasure_answer_open on frontier.erasure_answer (destination) where ack_index is null;
