package org.bouclier.node.intelligence;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Versions of the block list, and what they hold back. */
final class OutputSql {

  private static final int KEPT = 500;

  private final JdbcClient jdbc;

  OutputSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The latest version, if any was made. */
  Optional<BlockListVersion> latest() {
    return jdbc.sql(
            """
            select version, made_at, revision, digest, entries
            from intelligence.block_list order by version desc limit 1
            """)
        .query((row, i) ->
            new BlockListVersion(
                row.getLong("version"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getLong("revision"),
                row.getString("digest"),
                row.getLong("entries")))
        .optional();
  }

  /** Notes that a version also holds a later revision: nothing blocked had changed. */
  void stillHolds(long version, long revision) {
    jdbc.sql("update intelligence.block_list set revision = :revision where version = :version")
        .param("version", version)
        .param("revision", revision)
        .update();
  }

  /** Notes a new version; forgets the oldest ones. */
  void add(BlockListVersion version) {
    jdbc.sql(
            """
            insert into intelligence.block_list (version, made_at, revision, digest, entries)
            values (:version, :made::timestamptz, :revision, :digest, :entries)
            """)
        .param("version", version.version())
        .param("made", Times.text(version.madeAt()))
        .param("revision", version.revision())
        .param("digest", version.digest())
        .param("entries", version.entries())
        .update();
    jdbc.sql(
            "delete from intelligence.block_list where version <= :version::bigint - :kept::bigint")
        .param("version", version.version())
        .param("kept", KEPT)
        .update();
  }

  /** Notes one rendering. */
  void add(Output output) {
    jdbc.sql(
            """
            insert into intelligence.output (version, form, entries, size_bytes, sha256, note)
            values (:version, :form, :entries, :size, :sha256, :note)
            """)
        .param("version", output.version())
        .param("form", output.form().name())
        .param("entries", output.entries())
        .param("size", output.sizeBytes())
        .param("sha256", output.sha256())
        .param("note", output.note())
        .update();
  }

  /** The renderings of a version. */
  List<Output> outputs(long version) {
    return jdbc.sql(
            """
            select version, form, entries, size_bytes, sha256, note
            from intelligence.output where version = :version
            """)
        .param("version", version)
        .query((row, i) ->
            new Output(
                row.getLong("version"),
                OutputForm.valueOf(row.getString("form")),
                row.getLong("entries"),
                row.getLong("size_bytes"),
                row.getString("sha256"),
                row.getString("note")))
        .list();
  }

  /** Why values in force are not blocked, and how many. */
  List<HeldCount> heldCounts() {
    return jdbc.sql(
            """
            select case when v.precaution is not null then 'PRECAUTION' else 'MARKING' end as reason,
              coalesce(l.name, '') as list, count(*) as n
            from intelligence.value v
            left join intelligence.precaution_list l on l.id = v.precaution
            where v.live and not v.blocked
            group by 1, 2 order by 3 desc, 2
            """)
        .query((row, i) ->
            new HeldCount(row.getString("reason"), row.getString("list"), row.getLong("n")))
        .list();
  }

  /** Values in force that are not blocked, the latest ones. */
  List<HeldValue> held(int most) {
    return jdbc.sql(
            """
            select v.kind, v.value, coalesce(o.id, '') as lead, coalesce(l.name, '') as list,
              case when v.precaution is not null then 'PRECAUTION' else 'MARKING' end as reason
            from intelligence.value v
            left join intelligence.object o on o.number = v.lead
            left join intelligence.precaution_list l on l.id = v.precaution
            where v.live and not v.blocked
            order by v.revision desc, v.id desc limit :most
            """)
        .param("most", most)
        .query((row, i) ->
            new HeldValue(
                row.getString("kind"),
                row.getString("value"),
                row.getString("lead"),
                row.getString("list"),
                row.getString("reason")))
        .list();
  }
}
