package org.bouclier.node.frontier;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouclier.ledger.log.Hash;
import org.bouclier.node.site.StateCode;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The statements about erasures. Thread-safe. */
final class ErasureSql {

  private static final String COLUMNS =
      """
      select erasure.id, erasure.law, erasure.decision, erasure.due_at, erasure.ordered_by,
        erasure.ordered_at, leaf.log_index as erased,
        (select log_index from frontier.leaf as own where own.proposal = erasure.proposal
         limit 1) as own,
        (select crossing.id from frontier.crossing where crossing.leaf = leaf.id
         order by number limit 1) as crossing
      from frontier.erasure join frontier.leaf on leaf.id = erasure.leaf
      """;

  private final JdbcClient database;

  ErasureSql(JdbcClient database) {
    this.database = database;
  }

  /** What an order can be given about. */
  @SuppressWarnings("ArrayRecordComponent") // a row: never compared
  record Target(
      long leaf,
      String type,
      long index,
      byte[] entry,
      @Nullable Hash ciphertext,
      List<StateCode> holders,
      boolean erased) {}

  Optional<Target> target(UUID crossing) {
    return database
        .sql(
            """
            select leaf.id, leaf.type, leaf.log_index, leaf.entry, leaf.ciphertext,
              coalesce((select array_agg(destination order by destination)
                from frontier.crossing as line where line.leaf = leaf.id and line.crossed), '{}')
                as holders,
              exists (select from frontier.erasure where erasure.leaf = leaf.id) as erased
            from frontier.crossing join frontier.leaf on leaf.id = crossing.leaf
            where crossing.id = :id and leaf.log_index is not null
            """)
        .param("id", crossing)
        .query((row, _) -> {
          byte[] sha256 = row.getBytes("ciphertext");
          return new Target(
              row.getLong("id"),
              row.getString("type"),
              row.getLong("log_index"),
              row.getBytes("entry"),
              sha256 == null ? null : new Hash(sha256),
              Arrays.stream((String[]) row.getArray("holders").getArray())
                  .map(StateCode::new)
                  .toList(),
              row.getBoolean("erased"));
        })
        .optional();
  }

  /** Keeps an order, and forgets what opened the leaf and what it was about. */
  void add(UUID id, long leaf, String proposal, ErasureOrder order, String by, Instant now) {
    database
        .sql(
            """
            insert into frontier.erasure
              (id, leaf, proposal, law, decision, due_at, ordered_by, ordered_at)
            values (:id, :leaf, :proposal, :law, :decision, :due, :by, :at)
            """)
        .param("id", id)
        .param("leaf", leaf)
        .param("proposal", proposal)
        .param("law", order.law())
        .param("decision", order.decision())
        .param("due", at(order.due()))
        .param("by", by)
        .param("at", at(now))
        .update();
    database
        .sql("update frontier.leaf set salt = null, manifest = null where id = :leaf")
        .param("leaf", leaf)
        .update();
    database
        .sql("delete from frontier.leaf_object where leaf = :leaf")
        .param("leaf", leaf)
        .update();
  }

  void addHolder(UUID erasure, StateCode holder, boolean sealed) {
    database
        .sql(
            """
            insert into frontier.erasure_answer (erasure, destination, sealed)
            values (:erasure, :destination, :sealed)
            """)
        .param("erasure", erasure)
        .param("destination", holder.value())
        .param("sealed", sealed)
        .update();
  }

  /** The sealed objects that must not be in the spool any more. */
  List<Hash> erased() {
    return database
        .sql(
            """
            select leaf.ciphertext from frontier.erasure
            join frontier.leaf on leaf.id = erasure.leaf where leaf.ciphertext is not null
            """)
        .query((row, _) -> new Hash(row.getBytes("ciphertext")))
        .list();
  }

  /** Writes an answer down, the first time; false if that state was given no such order. */
  boolean answered(StateCode holder, long index, ErasureAck answer, Instant now) {
    database
        .sql(
            """
            update frontier.erasure_answer
            set ack_index = :index, objects = :objects, answered_at = :now
            from frontier.erasure join frontier.leaf on leaf.proposal = erasure.proposal
            where erasure_answer.erasure = erasure.id and leaf.log_index = :order
              and destination = :holder and ack_index is null
            """)
        .param("index", index)
        .param("objects", answer.objects())
        .param("now", at(now))
        .param("order", answer.index())
        .param("holder", holder.value())
        .update();
    return database
        .sql(
            """
            select exists (select from frontier.erasure_answer
              join frontier.erasure on erasure.id = erasure_answer.erasure
              join frontier.leaf on leaf.proposal = erasure.proposal
              where leaf.log_index = :order and destination = :holder)
            """)
        .param("order", answer.index())
        .param("holder", holder.value())
        .query(Boolean.class)
        .single();
  }

  /** Newest first. */
  List<Erasure> list(int most) {
    return database
        .sql(COLUMNS + "order by erasure.ordered_at desc, erasure.id limit :most")
        .param("most", most)
        .query(this::erasure)
        .list();
  }

  /** The order that erased what a line of the register speaks of. */
  Optional<Erasure> of(UUID crossing) {
    return database
        .sql(
            COLUMNS
                + """
                where erasure.leaf = (select leaf from frontier.crossing where id = :crossing)
                """)
        .param("crossing", crossing)
        .query(this::erasure)
        .optional();
  }

  /** How many answers are awaited beyond their time. */
  long overdue(Instant now) {
    return database
        .sql(
            """
            select count(*) from frontier.erasure_answer
            join frontier.erasure on erasure.id = erasure_answer.erasure
            where ack_index is null and due_at < :now
            """)
        .param("now", at(now))
        .query(Long.class)
        .single();
  }

  private Erasure erasure(ResultSet row, int number) throws SQLException {
    long own = row.getLong("own");
    boolean entered = !row.wasNull();
    var id = row.getObject("id", UUID.class);
    return new Erasure(
        id,
        row.getObject("crossing", UUID.class),
        row.getLong("erased"),
        entered ? own : -1,
        row.getString("law"),
        row.getString("decision"),
        row.getObject("due_at", OffsetDateTime.class).toInstant(),
        row.getString("ordered_by"),
        row.getObject("ordered_at", OffsetDateTime.class).toInstant(),
        answers(id));
  }

  private List<Erasure.Answer> answers(UUID erasure) {
    return database
        .sql(
            """
            select destination, sealed, ack_index, objects, answered_at
            from frontier.erasure_answer where erasure = :erasure order by destination
            """)
        .param("erasure", erasure)
        .query((row, _) -> {
          var at = row.getObject("answered_at", OffsetDateTime.class);
          return new Erasure.Answer(
              row.getString("destination"),
              row.getBoolean("sealed"),
              row.getObject("ack_index", Long.class),
              row.getObject("objects", Long.class),
              at == null ? null : at.toInstant());
        })
        .list();
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
