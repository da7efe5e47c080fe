package org.bouclier.node.intelligence;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Imports: what was asked, what was done. */
final class ImportSql {

  private static final int SHOWN = 50;

  private final JdbcClient jdbc;

  ImportSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Notes an import that is about to start. */
  void add(
      UUID id,
      String name,
      String form,
      String settings,
      String who,
      boolean dryRun,
      ImportFiles.Kept file,
      Instant now) {
    jdbc.sql(
            """
            insert into intelligence.import
              (id, name, form, settings, who, state, dry_run, size_bytes, sha256, file, report,
               created_at)
            values (:id, :name, :form, :settings::jsonb, :who, 'WAITING', :dryRun, :size, :sha256,
              :file, '{}', :now::timestamptz)
            """)
        .param("id", id)
        .param("name", name)
        .param("form", form)
        .param("settings", settings)
        .param("who", who)
        .param("dryRun", dryRun)
        .param("size", file.sizeBytes())
        .param("sha256", file.sha256())
        .param("file", file.name())
        .param("now", Times.text(now))
        .update();
  }

  /** Notes where an import stands. */
  void progress(UUID id, ImportState state, String report) {
    jdbc.sql(
            """
            update intelligence.import set state = :state, report = :report::jsonb where id = :id
            """)
        .param("id", id)
        .param("state", state.name())
        .param("report", report)
        .update();
  }

  /** Notes how an import ended. */
  void finish(UUID id, ImportState state, String report, Instant now) {
    jdbc.sql(
            """
            update intelligence.import
            set state = :state, report = :report::jsonb, finished_at = :now::timestamptz
            where id = :id
            """)
        .param("id", id)
        .param("state", state.name())
        .param("report", report)
        .param("now", Times.text(now))
        .update();
  }

  /** Makes a dry run that has ended into an import that waits; false if it is none. */
  boolean forGood(UUID id) {
    return jdbc.sql(
                """
                update intelligence.import
                set dry_run = false, state = 'WAITING', finished_at = null
                where id = :id and dry_run and state in ('DONE', 'FAILED') and file <> ''
                """)
            .param("id", id)
            .update()
        == 1;
  }

  /** One import. */
  Optional<ImportRecord> find(UUID id) {
    return jdbc.sql(
            """
            select id, name, form, settings, who, state, dry_run, size_bytes, sha256, file, report,
              created_at, finished_at
            from intelligence.import where id = :id
            """)
        .param("id", id)
        .query(ImportRecord::read)
        .optional();
  }

  /** The latest imports, newest first. */
  List<ImportRecord> latest() {
    return jdbc.sql(
            """
            select id, name, form, settings, who, state, dry_run, size_bytes, sha256, file, report,
              created_at, finished_at
            from intelligence.import order by created_at desc, id limit :shown
            """)
        .param("shown", SHOWN)
        .query(ImportRecord::read)
        .list();
  }

  /** Imports that were asked for and are not done: the node stopped meanwhile. Oldest first. */
  List<UUID> unfinished() {
    return jdbc.sql(
            """
            select id from intelligence.import where state in ('WAITING', 'RUNNING')
            order by created_at, id
            """)
        .query(Column.ID)
        .list();
  }

  /** Forgets the files of imports that ended before a moment; says which. */
  List<String> releaseFiles(Instant before) {
    return jdbc.sql(
            """
            with old as (
              select id, file from intelligence.import
              where file <> '' and finished_at < :before::timestamptz for update)
            update intelligence.import i set file = '' from old where old.id = i.id
            returning old.file
            """)
        .param("before", Times.text(before))
        .query(Column.TEXT)
        .list();
  }

  /** The names of files that imports still need. */
  List<String> files() {
    return jdbc.sql("select file from intelligence.import where file <> ''")
        .query(Column.TEXT)
        .list();
  }
}
