package org.bouclier.node.intelligence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.bouclier.node.federation.Received;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was accepted from peers. */
final class AcceptanceSql {

  private final JdbcClient jdbc;

  AcceptanceSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Notes that a message is being read; false if it was already. */
  boolean begin(Received received, Instant now) {
    return jdbc.sql(
                """
                insert into intelligence.acceptance
                  (received, peer, ledger_index, kind, at, report)
                values (:received, :peer, :index, :kind, :now::timestamptz, '{}')
                on conflict (received) do nothing
                """)
            .param("received", received.id())
            .param("peer", received.from().value())
            .param("index", received.index())
            .param("kind", received.kind())
            .param("now", Times.text(now))
            .update()
        == 1;
  }

  /** Notes what became of it. */
  void finish(UUID received, String report) {
    jdbc.sql(
            "update intelligence.acceptance set report = :report::jsonb where received = :received")
        .param("received", received)
        .param("report", report)
        .update();
  }

  /** The latest messages, newest first. */
  List<AcceptanceLine> latest(int most) {
    return jdbc.sql(
            """
            select received, peer, ledger_index, kind, at, report
            from intelligence.acceptance order by at desc, received limit :most
            """)
        .param("most", most)
        .query((row, i) ->
            new AcceptanceLine(
                row.getObject("received", UUID.class),
                row.getString("peer"),
                row.getLong("ledger_index"),
                row.getString("kind"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                ImportJson.report(row.getString("report"))))
        .list();
  }
}
