package org.bouclier.node.frontier;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bouclier.border.Purpose;
import org.bouclier.ledger.log.Hash;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Every statement of the border's desk. Thread-safe. */
final class FrontierSql {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient database;

  FrontierSql(JdbcClient database) {
    this.database = database;
  }

  /** How far a proposal has come. */
  record Stage(boolean entered, long logSize) {}

  /** A leaf that was prepared. */
  @SuppressWarnings("ArrayRecordComponent") // a row: never compared
  record LeafRow(byte[] entry, List<StateCode> destinations, boolean leaves) {}

  Optional<Stage> stage(String key) {
    return database
        .sql("select stage, log_size from frontier.proposal where key = :key")
        .param("key", key)
        .query((row, _) -> new Stage(row.getInt("stage") > 0, row.getLong("log_size")))
        .optional();
  }

  List<String> unfinished() {
    return database
        .sql("select key from frontier.proposal where stage = 0 order by at, key")
        .query((row, _) -> row.getString("key"))
        .list();
  }

  long nextNumber() {
    return database.sql("select nextval('frontier.leaf_number')").query(Long.class).single();
  }

  /** Of what a desk, or this one, sends. */
  record Heading(String key, String kind, Purpose purpose) {}

  void addProposal(Heading proposal, Instant at, long logSize) {
    database
        .sql(
            """
            insert into frontier.proposal (key, kind, purpose, at, log_size)
            values (:key, :kind, :purpose, :at, :logSize)
            """)
        .param("key", proposal.key())
        .param("kind", proposal.kind())
        .param("purpose", proposal.purpose().name())
        .param("at", at(at))
        .param("logSize", logSize)
        .update();
  }

  void addLeaf(Heading proposal, int ordinal, Prepared prepared) {
    var ciphertext = prepared.leaf().ciphertext();
    long leaf =
        database
            .sql(
                """
                insert into frontier.leaf
                  (proposal, ordinal, type, entry, salt, manifest, ciphertext, ciphertext_bytes)
                values
                  (:key, :ordinal, :type, :entry, :salt, cast(:manifest as bytea),
                   cast(:ciphertext as bytea), :bytes)
                returning id
                """)
            .param("key", proposal.key())
            .param("ordinal", ordinal)
            .param("type", prepared.leaf().type())
            .param("entry", prepared.leaf().bytes())
            .param("salt", prepared.salt())
            .param("manifest", prepared.manifest())
            .param("ciphertext", ciphertext == null ? null : ciphertext.sha256().bytes())
            .param("bytes", prepared.ciphertextBytes())
            .query(Long.class)
            .single();
    addObjects(leaf, prepared.objects());
    for (var line : prepared.lines()) {
      addLine(leaf, proposal, line, prepared.objects().size());
    }
  }

  private void addObjects(long leaf, List<StixObject> objects) {
    database
        .sql(
            """
            insert into frontier.leaf_object (leaf, ordinal, object, version)
            select :leaf, ordinality, object, version
            from unnest(cast(:objects as text[]), cast(:versions as timestamptz[]))
              with ordinality as listed (object, version, ordinality)
            """)
        .param("leaf", leaf)
        .param("objects", objects.stream().map(o -> o.id().toString()).toArray(String[]::new))
        .param(
            "versions",
            objects.stream()
                .map(o -> o.version().map(Instant::toString).orElse(null))
                .toArray(String[]::new))
        .update();
  }

  private void addLine(long leaf, Heading proposal, Prepared.Line line, int objects) {
    var ruling = line.ruling();
    database
        .sql(
            """
            insert into frontier.crossing
              (id, leaf, destination, crossed, code, form, kind, purpose, reasons, ruling, policy,
               objects, at)
            values
              (:id, :leaf, :destination, :crossed, :code, :form, :kind, :purpose, :reasons,
               cast(:ruling as jsonb), :policy, :objects, :at)
            """)
        .param("id", line.id())
        .param("leaf", leaf)
        .param("destination", line.destination().value())
        .param("crossed", ruling.crossed())
        .param("code", ruling.code())
        .param("form", ruling.form())
        .param("kind", proposal.kind())
        .param("purpose", proposal.purpose().label())
        .param("reasons", ruling.summary())
        .param("ruling", JSON.writeValueAsString(ruling))
        .param("policy", ruling.policy())
        .param("objects", objects)
        .param("at", at(line.at()))
        .update();
  }

  /** The leaves of a proposal, in the order in which they stand in the ledger. */
  List<LeafRow> leaves(String key) {
    return database
        .sql(
            """
            select leaf.entry, leaf.type,
              coalesce((select array_agg(destination order by destination) from frontier.crossing
                where crossing.leaf = leaf.id and crossing.crossed), '{}') as destinations
            from frontier.leaf where proposal = :key order by ordinal
            """)
        .param("key", key)
        .query((row, _) ->
            new LeafRow(
                row.getBytes("entry"),
                Arrays.stream((String[]) row.getArray("destinations").getArray())
                    .map(StateCode::new)
                    .toList(),
                !row.getString("type").equals("refusal")))
        .list();
  }

  /** Says where the leaves stand; once only. */
  boolean enter(String key, long firstIndex) {
    int entered =
        database
            .sql("update frontier.proposal set stage = 1 where key = :key and stage = 0")
            .param("key", key)
            .update();
    if (entered == 1) {
      database
          .sql("update frontier.leaf set log_index = :first + ordinal where proposal = :key")
          .param("first", firstIndex)
          .param("key", key)
          .update();
    }
    return entered == 1;
  }

  List<Crossing> crossings(String key) {
    return database
        .sql(
            """
            select crossing.id, crossing.destination, crossing.crossed, crossing.form,
              crossing.ruling, leaf.log_index,
              coalesce((select array_agg(object order by ordinal) from frontier.leaf_object
                where leaf_object.leaf = leaf.id), '{}') as named
            from frontier.crossing join frontier.leaf on leaf.id = crossing.leaf
            where leaf.proposal = :key and leaf.log_index is not null order by crossing.number
            """)
        .param("key", key)
        .query((row, _) ->
            new Crossing(
                row.getObject("id", UUID.class),
                row.getLong("log_index"),
                new StateCode(row.getString("destination")),
                row.getBoolean("crossed") ? Crossing.Verdict.CROSSED : Crossing.Verdict.REFUSED,
                ruling(row).code(),
                row.getString("form"),
                Arrays.stream((String[]) row.getArray("named").getArray())
                    .map(StixId::parse)
                    .toList(),
                ruling(row).rules().stream().map(Ruling.RuleText::text).toList()))
        .list();
  }

  /** Those of these sealed objects that no leaf names. */
  List<Hash> unnamed(List<Hash> objects) {
    return database
        .sql(
            """
            select listed.name from unnest(cast(:names as text[])) as listed (name)
            where not exists (
              select from frontier.leaf where leaf.ciphertext = decode(listed.name, 'hex'))
            """)
        .param("names", objects.stream().map(Hash::hex).toArray(String[]::new))
        .query((row, _) -> Hash.ofHex(row.getString("name")))
        .list();
  }

  Map<StateCode, Long> sent() {
    var sent = new HashMap<StateCode, Long>();
    database
        .sql(
            """
            select destination, count(*) as entries
            from frontier.crossing join frontier.leaf on leaf.id = crossing.leaf
            where crossed and log_index is not null group by destination
            """)
        .query(row -> {
          sent.put(new StateCode(row.getString("destination")), row.getLong("entries"));
        });
    return sent;
  }

  // ---- the register, for people

  /**
   * Lines of the register, newest first.
   *
   * @param before only those with a smaller number; null for all
   */
  List<RegisterLine> lines(RegisterFilter filter, @Nullable Long before, int most) {
    return database
        .sql(
            """
            select crossing.number, crossing.id, crossing.destination, crossing.crossed,
              crossing.code, crossing.form, crossing.kind, crossing.purpose, crossing.reasons,
              crossing.objects, crossing.at, leaf.log_index,
              coalesce((select object from frontier.leaf_object
                where leaf_object.leaf = leaf.id order by ordinal limit 1), '') as first_object,
              exists (select from frontier.erasure where erasure.leaf = leaf.id) as erased
            from frontier.crossing join frontier.leaf on leaf.id = crossing.leaf
            where (cast(:destination as text) is null or destination = :destination)
              and (cast(:crossed as boolean) is null or crossed = :crossed)
              and (cast(:from as timestamptz) is null or crossing.at >= :from)
              and (cast(:to as timestamptz) is null or crossing.at < :to)
              and (cast(:before as bigint) is null or crossing.number < :before)
              and (cast(:object as text) is null or exists (
                select from frontier.leaf_object
                where leaf_object.leaf = leaf.id and leaf_object.object = :object))
            order by crossing.number desc limit :most
            """)
        .param("destination", filter.destination())
        .param("crossed", filter.crossed())
        .param("from", atOrNull(filter.from()))
        .param("to", atOrNull(filter.to()))
        .param("object", filter.object())
        .param("before", before)
        .param("most", most)
        .query(FrontierSql::line)
        .list();
  }

  Optional<RegisterEntry> entry(UUID id) {
    return database
        .sql(
            """
            select crossing.number, crossing.id, crossing.destination, crossing.crossed,
              crossing.code, crossing.form, crossing.kind, crossing.purpose, crossing.reasons,
              crossing.objects, crossing.at, crossing.ruling, leaf.id as leaf, leaf.log_index,
              leaf.proposal, leaf.entry, leaf.salt, leaf.ciphertext_bytes,
              coalesce((select object from frontier.leaf_object
                where leaf_object.leaf = leaf.id order by ordinal limit 1), '') as first_object,
              exists (select from frontier.erasure where erasure.leaf = leaf.id) as erased
            from frontier.crossing join frontier.leaf on leaf.id = crossing.leaf
            where crossing.id = :id
            """)
        .param("id", id)
        .query((row, number) ->
            new RegisterEntry(
                line(row, number),
                ruling(row),
                row.getLong("leaf"),
                row.getString("proposal"),
                row.getBytes("entry"),
                row.getBytes("salt") != null,
                row.getLong("ciphertext_bytes")))
        .optional();
  }

  List<String> objects(long leaf, int most) {
    return database
        .sql(
            """
            select object from frontier.leaf_object
            where leaf = :leaf order by ordinal limit :most
            """)
        .param("leaf", leaf)
        .param("most", most)
        .query((row, _) -> row.getString("object"))
        .list();
  }

  List<String> destinations() {
    return database
        .sql("select distinct destination from frontier.crossing order by destination")
        .query((row, _) -> row.getString("destination"))
        .list();
  }

  long count(boolean crossed, Instant since) {
    return database
        .sql("select count(*) from frontier.crossing where crossed = :crossed and at >= :since")
        .param("crossed", crossed)
        .param("since", at(since))
        .query(Long.class)
        .single();
  }

  private static RegisterLine line(ResultSet row, int number) throws SQLException {
    long index = row.getLong("log_index");
    return new RegisterLine(
        row.getLong("number"),
        row.getObject("id", UUID.class),
        row.wasNull() ? -1 : index,
        row.getString("destination"),
        row.getBoolean("crossed"),
        row.getString("code"),
        row.getString("form"),
        row.getString("kind"),
        row.getString("purpose"),
        row.getString("reasons"),
        row.getString("first_object"),
        row.getInt("objects"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getBoolean("erased"));
  }

  private static Ruling ruling(ResultSet row) throws SQLException {
    return JSON.readValue(row.getString("ruling"), Ruling.class);
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable OffsetDateTime atOrNull(@Nullable Instant instant) {
    return instant == null ? null : at(instant);
  }
}
