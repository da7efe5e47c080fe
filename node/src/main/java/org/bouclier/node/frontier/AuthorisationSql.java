package org.bouclier.node.frontier;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouclier.border.Purpose;
import org.bouclier.node.site.StateCode;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The statements about authorisations. Thread-safe. */
final class AuthorisationSql {

  private final JdbcClient database;

  AuthorisationSql(JdbcClient database) {
    this.database = database;
  }

  /** The number of one that allows a transfer now: the one that lasts longest. */
  Optional<String> number(StateCode destination, Purpose purpose, Instant now) {
    return database
        .sql(
            """
            select number from frontier.authorisation
            where destination = :destination and :purpose = any (purposes)
              and valid_from <= :now and valid_until > :now and ended_at is null
            order by valid_until desc, number limit 1
            """)
        .param("destination", destination.value())
        .param("purpose", purpose.name())
        .param("now", at(now))
        .query((row, _) -> row.getString("number"))
        .optional();
  }

  /** Newest first. */
  List<Authorisation> list(int most) {
    return database
        .sql(
            """
            select number, destination, purposes, subject, valid_from, valid_until, recorded_by,
              recorded_at, ended_by, ended_at
            from frontier.authorisation order by recorded_at desc, number limit :most
            """)
        .param("most", most)
        .query(AuthorisationSql::authorisation)
        .list();
  }

  /** Keeps one; false if its number is taken. */
  boolean add(Authorisation authorisation) {
    return database
            .sql(
                """
                insert into frontier.authorisation
                  (number, destination, purposes, subject, valid_from, valid_until, recorded_by,
                   recorded_at)
                values
                  (:number, :destination, cast(:purposes as text[]), :subject, :from, :until, :by,
                   :at)
                on conflict do nothing
                """)
            .param("number", authorisation.number())
            .param("destination", authorisation.destination().value())
            .param(
                "purposes",
                authorisation.purposes().stream().map(Enum::name).sorted().toArray(String[]::new))
            .param("subject", authorisation.subject())
            .param("from", at(authorisation.validFrom()))
            .param("until", at(authorisation.validUntil()))
            .param("by", authorisation.recordedBy())
            .param("at", at(authorisation.recordedAt()))
            .update()
        == 1;
  }

  /** Ends one; false if there is none that has not ended. */
  boolean end(String number, String by, Instant now) {
    return database
            .sql(
                """
                update frontier.authorisation set ended_by = :by, ended_at = :now
                where number = :number and ended_at is null
                """)
            .param("number", number)
            .param("by", by)
            .param("now", at(now))
            .update()
        == 1;
  }

  private static Authorisation authorisation(ResultSet row, int number) throws SQLException {
    var endedAt = row.getObject("ended_at", OffsetDateTime.class);
    return new Authorisation(
        row.getString("number"),
        new StateCode(row.getString("destination")),
        Arrays.stream((String[]) row.getArray("purposes").getArray())
            .map(Purpose::valueOf)
            .collect(Collectors.toSet()),
        row.getString("subject"),
        row.getObject("valid_from", OffsetDateTime.class).toInstant(),
        row.getObject("valid_until", OffsetDateTime.class).toInstant(),
        row.getString("recorded_by"),
        row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
        row.getString("ended_by"),
        endedAt == null ? null : endedAt.toInstant());
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
