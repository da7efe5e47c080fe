-- People, their passkeys, what opens the node for a machine, and what was done in whose name.
create table accounts.person (
  id                uuid primary key,
  login             text not null unique check (login ~ '^[a-z0-9][a-z0-9._@+-]{1,63}$'),
  name              text not null check (length(name) between 1 and 200),
  roles             text[] not null,
  password          text,                       -- encoded; null until the person has chosen one
  disabled_at       timestamptz,
  epoch             integer not null default 0, -- raised to end every session open under a lower one
  language          text check (language in ('fr', 'en')),
  created_at        timestamptz not null,
  created_by        text not null,
  signed_in_at      timestamptz,
  refused_before    integer not null default 0  -- refused attempts before the last sign-in
);

-- The two tables of Spring Security's JDBC repositories for WebAuthn, as it defines them.
create table accounts.user_entities (
  id                varchar(1000) primary key,
  name              varchar(100) not null unique references accounts.person (login),
  display_name      varchar(200)
);

create table accounts.user_credentials (
  credential_id                varchar(1000) primary key,
  user_entity_user_id          varchar(1000) not null references accounts.user_entities (id),
  public_key                   bytea not null,
  signature_count              bigint,
  uv_initialized               boolean,
  backup_eligible              boolean not null,
  authenticator_transports     varchar(1000),
  public_key_credential_type   varchar(100),
  backup_state                 boolean not null,
  attestation_object           bytea,
  attestation_client_data_json bytea,
  created                      timestamptz,
  last_used                    timestamptz,
  label                        varchar(1000) not null
);
create index user_credentials_of_user on accounts.user_credentials (user_entity_user_id);

-- A link that opens one door once. Only the SHA-256 of its secret is kept.
create table accounts.one_time_link (
  secret_hash       bytea primary key check (length(secret_hash) = 32),
  kind              text not null check (kind in ('FIRST_ADMINISTRATOR', 'PERSON')),
  person            uuid references accounts.person (id),
  created_at        timestamptz not null,
  expires_at        timestamptz not null,
  used_at           timestamptz,
  check ((kind = 'PERSON') = (person is not null))
);
create index one_time_link_of_person on accounts.one_time_link (person);

-- What opens the API for a machine. Only the SHA-256 of the token is kept.
create table accounts.api_token (
  id                uuid primary key,
  token_hash        bytea not null unique check (length(token_hash) = 32),
  name              text not null check (length(name) between 1 and 100),
  permissions       text[] not null check (cardinality(permissions) > 0),
  source            text,
  created_at        timestamptz not null,
  created_by        text not null,
  expires_at        timestamptz,
  revoked_at        timestamptz,
  last_used_at      timestamptz
);
create index api_token_by_age on accounts.api_token (created_at desc, id desc);

-- Refused attempts to sign in, counted by account, by address and by known browser. Keys are
-- digests: what is typed in the field of the login is now and then a password.
create table accounts.login_attempt (
  kind              text not null check (kind in ('ACCOUNT', 'ADDRESS', 'BROWSER')),
  key               bytea not null,
  refused           integer not null,
  last_at           timestamptz not null,
  primary key (kind, key)
);
create index login_attempt_by_age on accounts.login_attempt (last_at);

-- Browsers from which a person has signed in: nobody else's attempts slow them.
create table accounts.known_browser (
  secret_hash       bytea primary key check (length(secret_hash) = 32),
  person            uuid not null references accounts.person (id),
  last_at           timestamptz not null
);
create index known_browser_of_person on accounts.known_browser (person, last_at);

-- The register of administrative acts. Appended, never changed: the triggers below say so even to
-- the role that owns the table.
create table accounts.audit (
  id                bigint generated always as identity primary key,
  at                timestamptz not null,
  actor_kind        text not null check (actor_kind in ('PERSON', 'TOKEN', 'OPERATOR', 'NODE')),
  actor_id          text,
  actor             text not null,
  act               text not null check (act ~ '^[a-z]+(-[a-z]+)*[.][a-z]+(-[a-z]+)*$'),
  object            text not null check (length(object) <= 500),
  detail            jsonb not null
);
create index audit_by_act on accounts.audit (act, id);
create index audit_by_actor on accounts.audit (actor, id);

create function accounts.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'accounts.audit is appended to, never changed' using errcode = 'restrict_violation';
end
$$;

create trigger audit_is_never_changed
  before update or delete on accounts.audit
  for each row execute function accounts.refuse_change();

create trigger audit_is_never_emptied
  before truncate on accounts.audit
  for each statement execute function accounts.refuse_change();
