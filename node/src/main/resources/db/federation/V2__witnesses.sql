-- Who cosigns whose ledger.

alter table federation.peer add column witness_key text collate "C" not null default '';

-- The newest head of a peer's ledger that witnesses have cosigned, verified here.
create table federation.cosigned (
  peer uuid primary key references federation.peer on delete cascade,
  size bigint not null,
  note text not null,
  at   timestamptz not null
);
