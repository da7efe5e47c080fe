package org.bouclier.node.accounts;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bouclier.node.web.Language;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** People, their links and browsers, and API tokens, in PostgreSQL. Thread-safe. */
final class AccountsSql {

  private static final String PERSON =
      """
      select id, login, name, roles, password is not null as has_password, disabled_at, epoch,
             language, created_at, created_by, signed_in_at, refused_before
        from accounts.person
      """;

  private static final String TOKEN =
      """
      select id, name, permissions, source, created_at, created_by, expires_at, revoked_at,
             last_used_at
        from accounts.api_token
      """;

  private final JdbcClient jdbc;

  AccountsSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  // People

  /** Adds a person without a password. False if the login is taken. */
  boolean insertPerson(
      UUID id, String login, String name, Set<Role> roles, Instant at, String createdBy) {
    return jdbc.sql(
                """
                insert into accounts.person (id, login, name, roles, created_at, created_by)
                values (:id, :login, :name, :roles, :at, :by)
                on conflict (login) do nothing
                """)
            .param("id", id)
            .param("login", login)
            .param("name", name)
            .param("roles", names(roles))
            .param("at", utc(at))
            .param("by", createdBy)
            .update()
        == 1;
  }

  Optional<Person> findPerson(UUID id) {
    return jdbc.sql(PERSON + " where id = :id")
        .param("id", id)
        .query((row, _) -> person(row))
        .optional();
  }

  Optional<Person> findPerson(String login) {
    return jdbc.sql(PERSON + " where login = :login")
        .param("login", login)
        .query((row, _) -> person(row))
        .optional();
  }

  /** People by login, after the one given; an empty one starts the list. */
  List<Person> people(String after, int limit) {
    return jdbc.sql(PERSON + " where login > :after order by login limit :limit")
        .param("after", after)
        .param("limit", limit)
        .query((row, _) -> person(row))
        .list();
  }

  /** How many people can sign in and hold a role, and makes others who count wait for this one. */
  long countActive(Role role) {
    jdbc.sql("lock table accounts.person in share row exclusive mode").update();
    return jdbc.sql(
            """
            select count(*) from accounts.person
             where :role = any (roles) and password is not null and disabled_at is null
            """)
        .param("role", role.name())
        .query(Long.class)
        .single();
  }

  /** The encoded password; empty until one is chosen. */
  Optional<String> password(UUID person) {
    return jdbc.sql("select password from accounts.person where id = :id and password is not null")
        .param("id", person)
        .query(String.class)
        .optional();
  }

  /** What a check of the password of a login needs; empty if it has none. */
  Optional<PersonDetails> findDetails(String login) {
    return jdbc.sql(
            """
            select login, password, disabled_at is null as open from accounts.person
             where login = :login and password is not null
            """)
        .param("login", login)
        .query((row, _) ->
            new PersonDetails(
                row.getString("login"), row.getString("password"), row.getBoolean("open")))
        .optional();
  }

  /** Sets a new password and ends every session. */
  void setPassword(UUID person, String encoded) {
    jdbc.sql("update accounts.person set password = :password, epoch = epoch + 1 where id = :id")
        .param("password", encoded)
        .param("id", person)
        .update();
  }

  /** Writes the same password in a newer encoding; sessions go on. */
  void encodeAgain(String login, String encoded) {
    jdbc.sql("update accounts.person set password = :password where login = :login")
        .param("password", encoded)
        .param("login", login)
        .update();
  }

  void setRoles(UUID person, Set<Role> roles) {
    jdbc.sql("update accounts.person set roles = :roles where id = :id")
        .param("roles", names(roles))
        .param("id", person)
        .update();
  }

  /** Closes an account, or opens it again; either way ends every session. */
  void setDisabledAt(UUID person, @Nullable Instant at) {
    jdbc.sql(
            """
            update accounts.person set disabled_at = cast(:at as timestamptz), epoch = epoch + 1
             where id = :id
            """)
        .param("at", at == null ? null : utc(at))
        .param("id", person)
        .update();
  }

  void endSessions(UUID person) {
    jdbc.sql("update accounts.person set epoch = epoch + 1 where id = :id")
        .param("id", person)
        .update();
  }

  void setLanguage(UUID person, Language language) {
    jdbc.sql("update accounts.person set language = :language where id = :id")
        .param("language", language.code())
        .param("id", person)
        .update();
  }

  void setSignedIn(UUID person, Instant at, int refusedBefore) {
    jdbc.sql(
            """
            update accounts.person set signed_in_at = :at, refused_before = :refused
             where id = :id
            """)
        .param("at", utc(at))
        .param("refused", refusedBefore)
        .param("id", person)
        .update();
  }

  // One-time links. A null person is the link of the first administrator.

  void insertLink(byte[] hash, @Nullable UUID person, Instant at, Instant expiresAt) {
    jdbc.sql(
            """
            insert into accounts.one_time_link (secret_hash, kind, person, created_at, expires_at)
            values (:hash, :kind, cast(:person as uuid), :at, :expires)
            """)
        .param("hash", hash)
        .param("kind", person == null ? "FIRST_ADMINISTRATOR" : "PERSON")
        .param("person", person == null ? null : person.toString())
        .param("at", utc(at))
        .param("expires", utc(expiresAt))
        .update();
  }

  /** Forgets the unused links of a person, or those of the first administrator. */
  void deleteLinks(@Nullable UUID person) {
    jdbc.sql(
            """
            delete from accounts.one_time_link
             where person is not distinct from cast(:person as uuid) and used_at is null
            """)
        .param("person", person == null ? null : person.toString())
        .update();
  }

  /** Whether the link of the first administrator opens. */
  boolean isFirstLink(byte[] hash, Instant now) {
    return jdbc.sql(
            """
            select count(*) from accounts.one_time_link
             where secret_hash = :hash and kind = 'FIRST_ADMINISTRATOR'
               and used_at is null and expires_at > :now
            """)
        .param("hash", hash)
        .param("now", utc(now))
        .query(Long.class)
        .single()
        .equals(1L);
  }

  /** Whom a link lets in. */
  Optional<UUID> findLink(byte[] hash, Instant now) {
    return jdbc.sql(
            """
            select person from accounts.one_time_link
             where secret_hash = :hash and kind = 'PERSON'
               and used_at is null and expires_at > :now
            """)
        .param("hash", hash)
        .param("now", utc(now))
        .query(UUID.class)
        .optional();
  }

  /** Spends a link. False if it does not open any more: of two who come at once, one gets true. */
  boolean useLink(byte[] hash, Instant now) {
    return jdbc.sql(
                """
                update accounts.one_time_link set used_at = :now
                 where secret_hash = :hash and used_at is null and expires_at > :now
                """)
            .param("hash", hash)
            .param("now", utc(now))
            .update()
        == 1;
  }

  // API tokens

  void insertToken(ApiToken token, byte[] hash) {
    var expiresAt = token.expiresAt();
    jdbc.sql(
            """
            insert into accounts.api_token
                   (id, token_hash, name, permissions, source, created_at, created_by, expires_at)
            values (:id, :hash, :name, :permissions, :source, :at, :by,
                    cast(:expires as timestamptz))
            """)
        .param("id", token.id())
        .param("hash", hash)
        .param("name", token.name())
        .param("permissions", names(token.permissions()))
        .param("source", token.source())
        .param("at", utc(token.createdAt()))
        .param("by", token.createdBy())
        .param("expires", expiresAt == null ? null : utc(expiresAt))
        .update();
  }

  /** The newest first, older than the one given; null starts the list. */
  List<ApiToken> tokens(@Nullable UUID after, int limit) {
    return jdbc.sql(
            TOKEN
                + """
                 where cast(:after as uuid) is null
                    or (created_at, id) <
                       (select created_at, id from accounts.api_token where id = cast(:after as uuid))
                 order by created_at desc, id desc limit :limit
                """)
        .param("after", after == null ? null : after.toString())
        .param("limit", limit)
        .query((row, _) -> token(row))
        .list();
  }

  Optional<ApiToken> findToken(UUID id) {
    return jdbc.sql(TOKEN + " where id = :id")
        .param("id", id)
        .query((row, _) -> token(row))
        .optional();
  }

  /** Every token that was still in force at a moment, with its digest. */
  List<Digested> tokensInForceAt(Instant moment) {
    return jdbc.sql(
            """
            select id, token_hash, name, permissions, source, created_at, created_by, expires_at,
                   revoked_at, last_used_at
              from accounts.api_token
             where (revoked_at is null or revoked_at > :moment)
               and (expires_at is null or expires_at > :moment)
            """)
        .param("moment", utc(moment))
        .query((row, _) -> new Digested(ByteBuffer.wrap(row.getBytes("token_hash")), token(row)))
        .list();
  }

  /** A token beside what is stored of its secret. */
  record Digested(ByteBuffer hash, ApiToken token) {}

  long countTokensInForce(Instant now) {
    return jdbc.sql(
            """
            select count(*) from accounts.api_token
             where revoked_at is null and (expires_at is null or expires_at > :now)
            """)
        .param("now", utc(now))
        .query(Long.class)
        .single();
  }

  /** False if there is none of that id, or it is revoked already. */
  boolean revokeToken(UUID id, Instant at) {
    return jdbc.sql(
                "update accounts.api_token set revoked_at = :at where id = :id and revoked_at is null")
            .param("at", utc(at))
            .param("id", id)
            .update()
        == 1;
  }

  void setTokenUsed(UUID id, Instant at) {
    jdbc.sql("update accounts.api_token set last_used_at = :at where id = :id")
        .param("at", utc(at))
        .param("id", id)
        .update();
  }

  // Refused attempts to sign in

  /** Takes the row of a counter, made if absent, until the end of the transaction. */
  SignInThrottle.Count lockAttempts(SignInThrottle.Kind kind, byte[] key, Instant now) {
    jdbc.sql(
            """
            insert into accounts.login_attempt (kind, key, refused, last_at)
            values (:kind, :key, 0, :now) on conflict (kind, key) do nothing
            """)
        .param("kind", kind.name())
        .param("key", key)
        .param("now", utc(now))
        .update();
    return jdbc.sql(
            """
            select refused, last_at from accounts.login_attempt
             where kind = :kind and key = :key for update
            """)
        .param("kind", kind.name())
        .param("key", key)
        .query((row, _) ->
            new SignInThrottle.Count(
                row.getInt("refused"), row.getObject("last_at", OffsetDateTime.class).toInstant()))
        .single();
  }

  void setAttempts(SignInThrottle.Kind kind, byte[] key, int refused, Instant at) {
    jdbc.sql(
            """
            update accounts.login_attempt set refused = :refused, last_at = :at
             where kind = :kind and key = :key
            """)
        .param("refused", refused)
        .param("at", utc(at))
        .param("kind", kind.name())
        .param("key", key)
        .update();
  }

  /** Takes one from a counter, never below zero. */
  void withdrawAttempt(SignInThrottle.Kind kind, byte[] key) {
    jdbc.sql(
            """
            update accounts.login_attempt set refused = greatest(refused - 1, 0)
             where kind = :kind and key = :key
            """)
        .param("kind", kind.name())
        .param("key", key)
        .update();
  }

  /** Forgets counters that have not moved since a moment; a few at a time. */
  void deleteAttempts(Instant before) {
    jdbc.sql(
            """
            delete from accounts.login_attempt where (kind, key) in (
              select kind, key from accounts.login_attempt where last_at < :before
               order by last_at limit 100 for update skip locked)
            """)
        .param("before", utc(before))
        .update();
  }

  // Browsers from which a person has signed in

  /** Whether a browser is known for a login, and not forgotten. */
  boolean isKnownBrowser(byte[] hash, String login, Instant since) {
    return jdbc.sql(
            """
            select count(*) from accounts.known_browser b join accounts.person p on p.id = b.person
             where b.secret_hash = :hash and p.login = :login and b.last_at > :since
            """)
        .param("hash", hash)
        .param("login", login)
        .param("since", utc(since))
        .query(Long.class)
        .single()
        .equals(1L);
  }

  /** Remembers a browser, in place of the oldest ones of the same person. */
  void putBrowser(byte[] hash, UUID person, Instant at, int keep) {
    jdbc.sql(
            """
            insert into accounts.known_browser (secret_hash, person, last_at)
            values (:hash, :person, :at)
            on conflict (secret_hash) do update set person = :person, last_at = :at
            """)
        .param("hash", hash)
        .param("person", person)
        .param("at", utc(at))
        .update();
    jdbc.sql(
            """
            delete from accounts.known_browser where secret_hash in (
              select secret_hash from accounts.known_browser where person = :person
               order by last_at desc offset :keep)
            """)
        .param("person", person)
        .param("keep", keep)
        .update();
  }

  void deleteBrowsers(UUID person) {
    jdbc.sql("delete from accounts.known_browser where person = :person")
        .param("person", person)
        .update();
  }

  // The register of administrative acts

  void insertAudit(Instant at, Actor actor, String act, String object, String detail) {
    jdbc.sql(
            """
            insert into accounts.audit (at, actor_kind, actor_id, actor, act, object, detail)
            values (:at, :kind, :id, :actor, :act, :object, cast(:detail as jsonb))
            """)
        .param("at", utc(at))
        .param(
            "kind",
            switch (actor) {
              case PersonPrincipal _ -> "PERSON";
              case TokenPrincipal _ -> "TOKEN";
              case Actor.LocalOperator _ -> "OPERATOR";
              case Actor.Node _ -> "NODE";
            })
        .param(
            "id",
            switch (actor) {
              case PersonPrincipal person -> person.id().toString();
              case TokenPrincipal token -> token.id().toString();
              case Actor.LocalOperator _, Actor.Node _ -> null;
            })
        .param("actor", actor.label())
        .param("act", act)
        .param("object", object)
        .param("detail", detail)
        .update();
  }

  /** The newest acts first, those before an id. */
  List<AuditRow> audit(AuditFilter filter, long before, int limit) {
    var from = filter.from();
    var to = filter.to();
    return jdbc.sql(
            """
            select id, at, actor, act, object, detail::text as detail
              from accounts.audit
             where id < :before
               and (:actor = '' or actor = :actor)
               and starts_with(act, :act)
               and (:object = '' or strpos(lower(object), lower(:object)) > 0)
               and (cast(:from as timestamptz) is null or at >= cast(:from as timestamptz))
               and (cast(:to as timestamptz) is null or at < cast(:to as timestamptz))
             order by id desc limit :limit
            """)
        .param("before", before)
        .param("actor", filter.actor())
        .param("act", filter.act())
        .param("object", filter.object())
        .param("from", from == null ? null : utc(from))
        .param("to", to == null ? null : utc(to))
        .param("limit", limit)
        .query((row, _) ->
            new AuditRow(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getString("act"),
                row.getString("object"),
                row.getString("detail")))
        .list();
  }

  /** An act as stored, its detail still in JSON. */
  record AuditRow(long id, Instant at, String actor, String act, String object, String detail) {}

  // Rows

  private static Person person(ResultSet row) throws SQLException {
    return new Person(
        row.getObject("id", UUID.class),
        row.getString("login"),
        row.getString("name"),
        set(Role.class, row, "roles"),
        row.getBoolean("has_password"),
        instant(row, "disabled_at"),
        row.getInt("epoch"),
        language(row.getString("language")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("created_by"),
        instant(row, "signed_in_at"),
        row.getInt("refused_before"));
  }

  private static ApiToken token(ResultSet row) throws SQLException {
    return new ApiToken(
        row.getObject("id", UUID.class),
        row.getString("name"),
        set(Permission.class, row, "permissions"),
        row.getString("source"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("created_by"),
        instant(row, "expires_at"),
        instant(row, "revoked_at"),
        instant(row, "last_used_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static @Nullable Language language(@Nullable String code) {
    return Arrays.stream(Language.values())
        .filter(known -> known.code().equals(code))
        .findFirst()
        .orElse(null);
  }

  /** Names that this version does not know are left out: a role withdrawn opens nothing. */
  private static <E extends Enum<E>> Set<E> set(Class<E> type, ResultSet row, String column)
      throws SQLException {
    var stored = Set.of((Object[]) row.getArray(column).getArray());
    var known = EnumSet.allOf(type);
    known.removeIf(value -> !stored.contains(value.name()));
    return known;
  }

  private static String[] names(Collection<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).sorted().toArray(String[]::new);
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
