-- The policies of the border: each text that was ever proposed, who proposed it, who put it in force.

create table frontier.policy (
  version     bigint generated always as identity primary key,
  text        text not null,
  hash        text not null, -- SHA-256 of the text, which every decision names
  reason      text not null,
  state       text not null default 'PROPOSED'
              check (state in ('PROPOSED', 'IN_FORCE', 'REPLACED', 'WITHDRAWN')),
  proposer    uuid,          -- null: the node itself, which brings the text of its own release
  proposed_by text not null,
  proposed_at timestamptz not null,
  decider     uuid,
  decided_by  text,
  decided_at  timestamptz,
  replaced_at timestamptz,
  -- Four eyes, held where nobody forgets it: who proposed a text does not put it in force. The
  -- first one, which the node brings, is in force without anybody.
  constraint four_eyes check (
    state not in ('IN_FORCE', 'REPLACED') or proposer is null or (decider is not null and decider <> proposer))
);
create unique index policy_in_force on frontier.policy ((true)) where state = 'IN_FORCE';
create index policy_by_hash on frontier.policy (hash, version);
