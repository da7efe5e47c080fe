package org.bouclier.node.frontier;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The statements about policies. Thread-safe. */
final class PolicySql {

  private static final String COLUMNS =
      """
      select version, text, hash, reason, state, proposer, proposed_by, proposed_at, decided_by,
        decided_at
      from frontier.policy
      """;

  private final JdbcClient database;

  PolicySql(JdbcClient database) {
    this.database = database;
  }

  Optional<PolicyVersion> inForce() {
    return database.sql(COLUMNS + " where state = 'IN_FORCE'").query(PolicySql::version).optional();
  }

  Optional<PolicyVersion> find(long version) {
    return database
        .sql(COLUMNS + " where version = :version")
        .param("version", version)
        .query(PolicySql::version)
        .optional();
  }

  /** The newest text of that hash. */
  Optional<PolicyVersion> ofHash(String hash) {
    return database
        .sql(COLUMNS + " where hash = :hash order by version desc limit 1")
        .param("hash", hash)
        .query(PolicySql::version)
        .optional();
  }

  /** Newest first. */
  List<PolicyVersion> versions(int most) {
    return database
        .sql(COLUMNS + " order by version desc limit :most")
        .param("most", most)
        .query(PolicySql::version)
        .list();
  }

  /** How many wait for somebody else than this person. */
  long waiting(@Nullable UUID person) {
    return database
        .sql(
            """
            select count(*) from frontier.policy
            where state = 'PROPOSED' and proposer is distinct from cast(:person as uuid)
            """)
        .param("person", person)
        .query(Long.class)
        .single();
  }

  /** Keeps a text, and gives its version. */
  long add(
      String text,
      String hash,
      String reason,
      PolicyState state,
      @Nullable UUID proposer,
      String proposedBy,
      Instant at) {
    return database
        .sql(
            """
            insert into frontier.policy (text, hash, reason, state, proposer, proposed_by, proposed_at)
            values (:text, :hash, :reason, :state, cast(:proposer as uuid), :by, :at)
            returning version
            """)
        .param("text", text)
        .param("hash", hash)
        .param("reason", reason)
        .param("state", state.name())
        .param("proposer", proposer)
        .param("by", proposedBy)
        .param("at", at(at))
        .query(Long.class)
        .single();
  }

  /** Takes the text in force out of force, if it is that one. */
  boolean replace(long version, Instant at) {
    return database
            .sql(
                """
                update frontier.policy set state = 'REPLACED', replaced_at = :at
                where version = :version and state = 'IN_FORCE'
                """)
            .param("version", version)
            .param("at", at(at))
            .update()
        == 1;
  }

  /** Puts a proposed text in force, by somebody who did not propose it. */
  boolean activate(long version, UUID person, String by, Instant at) {
    return database
            .sql(
                """
                update frontier.policy
                set state = 'IN_FORCE', decider = :person, decided_by = :by, decided_at = :at
                where version = :version and state = 'PROPOSED'
                  and proposer is distinct from :person
                """)
            .param("version", version)
            .param("person", person)
            .param("by", by)
            .param("at", at(at))
            .update()
        == 1;
  }

  /** Sets a proposed text aside. */
  boolean withdraw(long version, UUID person, String by, Instant at) {
    return database
            .sql(
                """
                update frontier.policy
                set state = 'WITHDRAWN', decider = :person, decided_by = :by, decided_at = :at
                where version = :version and state = 'PROPOSED'
                """)
            .param("version", version)
            .param("person", person)
            .param("by", by)
            .param("at", at(at))
            .update()
        == 1;
  }

  private static PolicyVersion version(ResultSet row, int number) throws SQLException {
    var decidedAt = row.getObject("decided_at", OffsetDateTime.class);
    return new PolicyVersion(
        row.getLong("version"),
        row.getString("text"),
        row.getString("hash"),
        row.getString("reason"),
        PolicyState.valueOf(row.getString("state")),
        row.getObject("proposer", UUID.class),
        row.getString("proposed_by"),
        row.getObject("proposed_at", OffsetDateTime.class).toInstant(),
        row.getString("decided_by"),
        decidedAt == null ? null : decidedAt.toInstant());
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
