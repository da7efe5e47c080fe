package org.bouclier.node.federation;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bouclier.node.site.StateCode;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every statement of the federation desk. Thread-safe. */
final class FederationSql {

  private static final int MAX_HEADS = 50;

  private final JdbcClient database;

  FederationSql(JdbcClient database) {
    this.database = database;
  }

  // ---- peers

  List<KnownPeer> peers() {
    return database
        .sql(
            """
            select id, code, name, city, url, log_key, recipient, certificate, witness_key, added_at,
              suspended
            from federation.peer order by code
            """)
        .query(FederationSql::peer)
        .list();
  }

  void addPeer(KnownPeer peer) {
    var card = peer.card();
    database
        .sql(
            """
            insert into federation.peer
              (id, code, name, city, url, log_key, recipient, certificate, witness_key, added_at,
               suspended)
            values
              (:id, :code, :name, :city, :url, :logKey, :recipient, :certificate, :witnessKey, :at,
               :suspended)
            """)
        .param("id", peer.id())
        .param("code", card.code().value())
        .param("name", card.name())
        .param("city", card.city())
        .param("url", card.url().toString())
        .param("logKey", card.logKey())
        .param("recipient", card.recipient())
        .param("certificate", card.certificate())
        .param("witnessKey", card.witnessKey())
        .param("at", at(peer.addedAt()))
        .param("suspended", peer.suspended())
        .update();
    database
        .sql("insert into federation.link (peer) values (:peer)")
        .param("peer", peer.id())
        .update();
  }

  void suspendPeer(UUID id, boolean suspended) {
    database
        .sql("update federation.peer set suspended = :suspended where id = :id")
        .param("suspended", suspended)
        .param("id", id)
        .update();
  }

  void removePeer(UUID id) {
    database.sql("delete from federation.peer where id = :id").param("id", id).update();
  }

  // ---- what is known of their ledgers

  Map<UUID, LinkRecord> links() {
    var links = new HashMap<UUID, LinkRecord>();
    database
        .sql(
            """
            select peer, seen, announced, position, accepted, passed, contact_at, verified_at,
              problem_code, problem, detail, refused, locked
            from federation.link
            """)
        .query(row -> {
          links.put(row.getObject("peer", UUID.class), link(row));
        });
    return links;
  }

  /** Keeps a newly verified head. It never shrinks, whatever a caller forgets. */
  void saveHead(UUID peer, LinkRecord link, Instant at) {
    int kept =
        database
            .sql(
                """
                update federation.link
                set seen = :seen, announced = :announced, contact_at = :at, refused = false,
                  locked = false, problem_code = '', problem = '', detail = ''
                where peer = :peer and announced <= :announced
                """)
            .param("seen", link.seen())
            .param("announced", link.announced())
            .param("at", at(at))
            .param("peer", peer)
            .update();
    require(kept == 1, "the head of " + peer + " would shrink");
    database
        .sql(
            """
            insert into federation.head (peer, size, note, at) values (:peer, :size, :note, :at)
            on conflict (peer, size) do nothing
            """)
        .param("peer", peer)
        .param("size", link.announced())
        .param("note", link.seen())
        .param("at", at(at))
        .update();
    database
        .sql(
            """
            delete from federation.head where peer = :peer and size < (
              select min(size) from (
                select size from federation.head where peer = :peer order by size desc limit :most
              ) newest)
            """)
        .param("peer", peer)
        .param("most", MAX_HEADS)
        .update();
  }

  /** Keeps what went wrong, or that nothing did, and when the peer last answered. */
  void saveState(UUID peer, LinkRecord link) {
    database
        .sql(
            """
            update federation.link
            set contact_at = :contactAt, verified_at = :verifiedAt, problem_code = :code,
              problem = :problem, detail = :detail, refused = :refused, locked = :locked
            where peer = :peer
            """)
        .param("contactAt", atOrNull(link.contactAt()))
        .param("verifiedAt", atOrNull(link.verifiedAt()))
        .param("code", link.problem().code())
        .param("problem", link.problem().text())
        .param("detail", link.problem().detail())
        .param("refused", link.refused())
        .param("locked", link.locked())
        .param("peer", peer)
        .update();
  }

  /**
   * Moves a position. The statement itself says from where, so that no entry is passed over or
   * taken twice even if two threads pulled one peer.
   */
  void move(UUID peer, long from, long to, long passed, long accepted) {
    int moved =
        database
            .sql(
                """
                update federation.link
                set position = :to, passed = passed + :passed, accepted = accepted + :accepted
                where peer = :peer and position = :from
                """)
            .param("to", to)
            .param("passed", passed)
            .param("accepted", accepted)
            .param("peer", peer)
            .param("from", from)
            .update();
    require(moved == 1, "the position of " + peer + " is not " + from);
  }

  List<VerifiedHead> heads(UUID peer, int most) {
    return database
        .sql(
            """
            select size, note, at from federation.head
            where peer = :peer order by size desc limit :most
            """)
        .param("peer", peer)
        .param("most", most)
        .query((row, _) ->
            new VerifiedHead(row.getLong("size"), row.getString("note"), instant(row, "at")))
        .list();
  }

  /** Keeps the newest cosigned head of a peer's ledger. */
  void saveCosigned(UUID peer, long size, String note, Instant at) {
    database
        .sql(
            """
            insert into federation.cosigned (peer, size, note, at) values (:peer, :size, :note, :at)
            on conflict (peer) do update set size = :size, note = :note, at = :at
            """)
        .param("peer", peer)
        .param("size", size)
        .param("note", note)
        .param("at", at(at))
        .update();
  }

  Optional<VerifiedHead> cosigned(UUID peer) {
    return database
        .sql("select size, note, at from federation.cosigned where peer = :peer")
        .param("peer", peer)
        .query((row, _) ->
            new VerifiedHead(row.getLong("size"), row.getString("note"), instant(row, "at")))
        .optional();
  }

  // ---- evidence

  void addEvidence(Evidence evidence, byte[] offeredSha256) {
    database
        .sql(
            """
            insert into federation.evidence
              (id, code, log_key, refusal, seen, offered, offered_sha256, proof, file, first_at,
               last_at)
            values (:id, :code, :logKey, :refusal, :seen, :offered, :sha256, :proof, :file, :at, :at)
            on conflict (log_key, refusal, offered_sha256)
            do update set last_at = excluded.last_at, times = evidence.times + 1
            """)
        .param("id", evidence.id())
        .param("code", evidence.state().value())
        .param("logKey", evidence.logKey())
        .param("refusal", evidence.refusal())
        .param("seen", evidence.seen())
        .param("offered", evidence.offered())
        .param("sha256", offeredSha256)
        .param("proof", evidence.proof())
        .param("file", evidence.file())
        .param("at", at(evidence.firstAt()))
        .update();
  }

  List<Evidence> evidence(String code) {
    return database
        .sql(
            """
            select id, code, log_key, refusal, seen, offered, proof, file, first_at, last_at, times
            from federation.evidence where code = :code order by last_at desc limit 50
            """)
        .param("code", code)
        .query(FederationSql::evidence)
        .list();
  }

  Optional<Evidence> evidence(UUID id) {
    return database
        .sql(
            """
            select id, code, log_key, refusal, seen, offered, proof, file, first_at, last_at, times
            from federation.evidence where id = :id
            """)
        .param("id", id)
        .query(FederationSql::evidence)
        .optional();
  }

  // ---- inbox

  /** Keeps a content unless that entry brought it before; tells whether it is new. */
  boolean addReceived(InboxEntry entry) {
    return database
            .sql(
                """
                insert into federation.inbox
                  (id, code, log_key, log_index, leaf, commitment, kind, content, content_bytes, at)
                values
                  (:id, :code, :logKey, :index, :leaf, :commitment, :kind, :content, :bytes, :at)
                on conflict (log_key, log_index) do nothing
                """)
            .param("id", entry.id())
            .param("code", entry.from().value())
            .param("logKey", entry.logKey())
            .param("index", entry.index())
            .param("leaf", entry.leaf())
            .param("commitment", entry.commitment())
            .param("kind", entry.kind())
            .param("content", entry.content())
            .param("bytes", entry.content().length)
            .param("at", at(entry.at()))
            .update()
        == 1;
  }

  /** The index of another entry of that ledger with the same commitment. */
  Optional<Long> twin(String logKey, byte[] commitment, long index) {
    return database
        .sql(
            """
            select log_index from federation.inbox
            where log_key = :logKey and commitment = :commitment and log_index <> :index
            """)
        .param("logKey", logKey)
        .param("commitment", commitment)
        .param("index", index)
        .query(Long.class)
        .optional();
  }

  Optional<byte[]> content(UUID id) {
    return database
        .sql("select content from federation.inbox where id = :id and content is not null")
        .param("id", id)
        .query(byte[].class)
        .optional();
  }

  /** What was received under a number of ours; also an erased one, without its content. */
  Optional<InboxEntry> entry(UUID id) {
    return database
        .sql(
            """
            select id, code, log_key, log_index, leaf, commitment, kind, content, at
            from federation.inbox where id = :id
            """)
        .param("id", id)
        .query(FederationSql::inboxEntry)
        .optional();
  }

  /** What was received by an entry of a ledger. */
  Optional<InboxEntry> entryAt(String logKey, long index) {
    return database
        .sql(
            """
            select id, code, log_key, log_index, leaf, commitment, kind, content, at
            from federation.inbox where log_key = :logKey and log_index = :index
            """)
        .param("logKey", logKey)
        .param("index", index)
        .query(FederationSql::inboxEntry)
        .optional();
  }

  /** Deletes a content for good; that it was received stays. */
  void erase(UUID id) {
    database
        .sql("update federation.inbox set content = null where id = :id")
        .param("id", id)
        .update();
  }

  private static InboxEntry inboxEntry(ResultSet row, int number) throws SQLException {
    byte[] content = row.getBytes("content");
    return new InboxEntry(
        row.getObject("id", UUID.class),
        new StateCode(row.getString("code")),
        row.getString("log_key"),
        row.getLong("log_index"),
        row.getBytes("leaf"),
        row.getBytes("commitment"),
        row.getString("kind"),
        content == null ? new byte[0] : content,
        instant(row, "at"));
  }

  List<KindCount> kinds(String code) {
    return database
        .sql(
            """
            select kind, count(*) as entries, coalesce(sum(content_bytes), 0) as bytes,
              max(at) as last_at
            from federation.inbox where code = :code group by kind order by kind
            """)
        .param("code", code)
        .query((row, _) ->
            new KindCount(
                row.getString("kind"),
                row.getLong("entries"),
                row.getLong("bytes"),
                instant(row, "last_at")))
        .list();
  }

  // ---- refusals of entries

  void addRefusal(RefusedEntry refused) {
    database
        .sql(
            """
            insert into federation.refusal
              (log_key, log_index, code, refusal, reason, detail, entry, at, next_try)
            values
              (:logKey, :index, :code, :refusal, :reason, :detail, :entry, :at, :nextTry)
            on conflict (log_key, log_index) do update
            set refusal = excluded.refusal, reason = excluded.reason, detail = excluded.detail,
              at = excluded.at, next_try = excluded.next_try, attempts = refusal.attempts + 1
            """)
        .param("logKey", refused.logKey())
        .param("index", refused.index())
        .param("code", refused.state().value())
        .param("refusal", refused.problem().code())
        .param("reason", refused.problem().text())
        .param("detail", refused.problem().detail())
        .param("entry", refused.entry())
        .param("at", at(refused.at()))
        .param("nextTry", atOrNull(refused.nextTry()))
        .update();
  }

  void dropRefusal(String logKey, long index) {
    database
        .sql("delete from federation.refusal where log_key = :logKey and log_index = :index")
        .param("logKey", logKey)
        .param("index", index)
        .update();
  }

  /**
   * Refused entries to try again.
   *
   * @param tooFar a try planned later than this was planned by a clock that has been set back since
   */
  List<RefusedEntry> dueRefusals(String logKey, Instant now, Instant tooFar, int most) {
    return database
        .sql(
            """
            select log_key, log_index, code, refusal, reason, detail, entry, at, attempts, next_try
            from federation.refusal
            where log_key = :logKey and (next_try <= :now or next_try > :tooFar)
            order by log_index limit :most
            """)
        .param("logKey", logKey)
        .param("now", at(now))
        .param("tooFar", at(tooFar))
        .param("most", most)
        .query(FederationSql::refusal)
        .list();
  }

  /** Lets every refusal that is not final be tried again at once. */
  void hastenRefusals(String logKey, Instant now) {
    database
        .sql(
            """
            update federation.refusal set next_try = :now
            where log_key = :logKey and next_try is not null
            """)
        .param("now", at(now))
        .param("logKey", logKey)
        .update();
  }

  List<RefusedEntry> refusals(String code, long afterIndex, int most) {
    return database
        .sql(
            """
            select log_key, log_index, code, refusal, reason, detail, entry, at, attempts, next_try
            from federation.refusal
            where code = :code and log_index > :after order by log_index limit :most
            """)
        .param("code", code)
        .param("after", afterIndex)
        .param("most", most)
        .query(FederationSql::refusal)
        .list();
  }

  long refusalCount(String code) {
    return database
        .sql("select count(*) from federation.refusal where code = :code")
        .param("code", code)
        .query(Long.class)
        .single();
  }

  // ---- rows

  private static KnownPeer peer(ResultSet row, int number) throws SQLException {
    return new KnownPeer(
        row.getObject("id", UUID.class),
        new PeerCard(
            new StateCode(row.getString("code")),
            row.getString("name"),
            row.getString("city"),
            URI.create(row.getString("url")),
            row.getString("log_key"),
            row.getString("recipient"),
            row.getString("certificate"),
            row.getString("witness_key")),
        instant(row, "added_at"),
        row.getBoolean("suspended"));
  }

  private static LinkRecord link(ResultSet row) throws SQLException {
    return new LinkRecord(
        row.getString("seen"),
        row.getLong("announced"),
        row.getLong("position"),
        row.getLong("accepted"),
        row.getLong("passed"),
        instantOrNull(row, "contact_at"),
        instantOrNull(row, "verified_at"),
        new Problem(
            row.getString("problem_code"), row.getString("problem"), row.getString("detail")),
        row.getBoolean("refused"),
        row.getBoolean("locked"));
  }

  private static Evidence evidence(ResultSet row, int number) throws SQLException {
    return new Evidence(
        row.getObject("id", UUID.class),
        new StateCode(row.getString("code")),
        row.getString("log_key"),
        row.getString("refusal"),
        row.getString("seen"),
        row.getString("offered"),
        row.getString("proof"),
        row.getString("file"),
        instant(row, "first_at"),
        instant(row, "last_at"),
        row.getLong("times"));
  }

  private static RefusedEntry refusal(ResultSet row, int number) throws SQLException {
    return new RefusedEntry(
        row.getString("log_key"),
        row.getLong("log_index"),
        new StateCode(row.getString("code")),
        new Problem(row.getString("refusal"), row.getString("reason"), row.getString("detail")),
        row.getBytes("entry"),
        instant(row, "at"),
        row.getInt("attempts"),
        instantOrNull(row, "next_try"));
  }

  private static void require(boolean kept, String otherwise) {
    if (!kept) {
      throw new IllegalStateException(otherwise);
    }
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable OffsetDateTime atOrNull(@Nullable Instant instant) {
    return instant == null ? null : at(instant);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
