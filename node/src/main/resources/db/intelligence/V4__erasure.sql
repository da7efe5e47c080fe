-- Which message of a peer brought which version of which object: what an order to erase that
-- message deletes, and what another message keeps.
create table intelligence.brought (
  object      bigint not null references intelligence.object on delete cascade,
  received    uuid not null references intelligence.acceptance,
  digest      uuid not null,
  modified_at timestamptz not null,
  primary key (object, received, digest)
);
create index brought_by_message on intelligence.brought (received);

alter table intelligence.acceptance add column erased_at timestamptz; -- by order of its sender
