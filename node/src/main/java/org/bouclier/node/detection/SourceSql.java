package org.bouclier.node.detection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.bouclier.detect.log.LogFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The statements on sources, their listeners and their files. */
final class SourceSql {

  private final JdbcClient jdbc;

  SourceSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<Source> sources() {
    return jdbc.sql(
            """
            select id, name, description, format, product, category, service, enabled,
                   silence_seconds, received, bytes, undecodable, misdated, refused, dropped,
                   last_event_at, created_at
            from detection.source order by name
            """)
        .query((row, n) -> source(row))
        .list();
  }

  /** Declares a source; empty if the name is taken. */
  Optional<Integer> insert(SourceDraft draft, Instant now) {
    return jdbc.sql(
            """
            insert into detection.source
              (name, description, format, product, category, service, enabled, silence_seconds,
               created_at)
            values (:name, :description, :format, :product, :category, :service, true, :silence,
                    :now)
            on conflict (name) do nothing
            returning id
            """)
        .param("name", draft.name())
        .param("description", draft.description())
        .param("format", draft.format().name())
        .param("product", draft.product())
        .param("category", draft.category())
        .param("service", draft.service())
        .param("silence", draft.silence().toSeconds())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query(Integer.class)
        .optional();
  }

  boolean update(SourceDraft draft, boolean enabled) {
    return jdbc.sql(
                """
                update detection.source
                set description = :description, format = :format, product = :product,
                    category = :category, service = :service, silence_seconds = :silence,
                    enabled = :enabled
                where name = :name
                """)
            .param("name", draft.name())
            .param("description", draft.description())
            .param("format", draft.format().name())
            .param("product", draft.product())
            .param("category", draft.category())
            .param("service", draft.service())
            .param("silence", draft.silence().toSeconds())
            .param("enabled", enabled)
            .update()
        == 1;
  }

  void addRefused(int source, long lines) {
    jdbc.sql("update detection.source set refused = refused + :lines where id = :source")
        .param("lines", lines)
        .param("source", source)
        .update();
  }

  void addDropped(int source, long datagrams) {
    jdbc.sql("update detection.source set dropped = dropped + :datagrams where id = :source")
        .param("datagrams", datagrams)
        .param("source", source)
        .update();
  }

  List<Listener> listeners() {
    var senders =
        jdbc.sql(
                """
                select listener_id, network::text as network, source_id from detection.sender
                order by listener_id, masklen(network) desc, network
                """)
            .query((row, n) ->
                new Listener.Sender(
                    row.getInt("listener_id"), row.getString("network"), row.getInt("source_id")))
            .list();
    return jdbc.sql(
            """
            select id, protocol, address, port, source_id, enabled from detection.listener
            order by protocol, port, address
            """)
        .query((row, n) -> {
          int id = row.getInt("id");
          return new Listener(
              id,
              Listener.Protocol.valueOf(row.getString("protocol")),
              row.getString("address"),
              row.getInt("port"),
              row.getObject("source_id", Integer.class),
              row.getBoolean("enabled"),
              senders.stream().filter(sender -> sender.listener() == id).toList());
        })
        .list();
  }

  Optional<Integer> insert(
      Listener.Protocol protocol, String address, int port, @Nullable Integer source) {
    return jdbc.sql(
            """
            insert into detection.listener (protocol, address, port, source_id, enabled)
            values (:protocol, :address, :port, :source, true)
            on conflict (protocol, address, port) do nothing
            returning id
            """)
        .param("protocol", protocol.name())
        .param("address", address)
        .param("port", port)
        .param("source", source)
        .query(Integer.class)
        .optional();
  }

  boolean deleteListener(int id) {
    return jdbc.sql("delete from detection.listener where id = :id").param("id", id).update() == 1;
  }

  void putSender(int listener, String network, int source) {
    jdbc.sql(
            """
            insert into detection.sender (listener_id, network, source_id)
            values (:listener, :network::cidr, :source)
            on conflict (listener_id, network) do update set source_id = excluded.source_id
            """)
        .param("listener", listener)
        .param("network", network)
        .param("source", source)
        .update();
  }

  boolean deleteSender(int listener, String network) {
    return jdbc.sql(
                """
                delete from detection.sender
                where listener_id = :listener and network = :network::cidr
                """)
            .param("listener", listener)
            .param("network", network)
            .update()
        == 1;
  }

  List<FileProgress> files(int source) {
    return jdbc.sql(
            """
            select file_key, path, position_bytes from detection.watched_file
            where source_id = :source order by path, file_key
            """)
        .param("source", source)
        .query((row, n) ->
            new FileProgress(
                row.getString("file_key"), row.getLong("position_bytes"), row.getString("path")))
        .list();
  }

  void put(int source, FileProgress file, Instant now) {
    jdbc.sql(
            """
            insert into detection.watched_file (source_id, file_key, path, position_bytes, read_at)
            values (:source, :key, :path, :position, :now)
            on conflict (source_id, file_key) do update
            set path = excluded.path, position_bytes = excluded.position_bytes,
                read_at = excluded.read_at
            """)
        .param("source", source)
        .param("key", file.key())
        .param("path", file.path())
        .param("position", file.positionBytes())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  void forgetFile(int source, String key) {
    jdbc.sql(
            """
            delete from detection.watched_file where source_id = :source and file_key = :key
            """)
        .param("source", source)
        .param("key", key)
        .update();
  }

  private static Source source(ResultSet row) throws SQLException {
    Timestamp last = row.getTimestamp("last_event_at");
    return new Source(
        row.getInt("id"),
        row.getString("name"),
        row.getString("description"),
        LogFormat.valueOf(row.getString("format")),
        row.getString("product"),
        row.getString("category"),
        row.getString("service"),
        row.getBoolean("enabled"),
        Duration.ofSeconds(row.getLong("silence_seconds")),
        new Source.Counts(
            row.getLong("received"),
            row.getLong("bytes"),
            row.getLong("undecodable"),
            row.getLong("misdated"),
            row.getLong("refused"),
            row.getLong("dropped"),
            last == null ? null : last.toInstant()),
        row.getTimestamp("created_at").toInstant());
  }
}
