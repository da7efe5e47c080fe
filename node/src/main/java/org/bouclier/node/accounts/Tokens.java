package org.bouclier.node.accounts;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionOperations;

/** Makes, revokes and recognises the tokens of the API. Thread-safe. */
final class Tokens {

  /*
   * A log shipper calls thousands of times a second, so a token is recognised without the database:
   * every token of the node is in memory, by digest, in a map that is replaced whole when one is
   * made or revoked here, and each minute for what was changed elsewhere. The map is bounded because
   * making a token beyond MAX_IN_FORCE is refused. A wrong token costs one SHA-256 and one look-up,
   * never a statement: guessing does not slow the others.
   *
   * If the database is away the former map serves on: a shipper is not to lose logs for that.
   */

  static final String PREFIX = "bcl_";
  static final int MAX_NAME = 100;

  private static final int MAX_IN_FORCE = 10_000;
  private static final int SECRET_CHARS = 43;
  private static final Duration RELOAD = Duration.ofMinutes(1);
  private static final Duration LAST_USE_STEP = Duration.ofMinutes(1);
  private static final Duration TOLD_APART = Duration.ofDays(30);
  private static final Pattern SOURCE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

  private final AccountsSql sql;
  private final AuditRegister audit;
  private final TransactionOperations transactions;
  private final Clock clock;
  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable Known known;

  Tokens(AccountsSql sql, AuditRegister audit, TransactionOperations transactions, Clock clock) {
    this.sql = sql;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** What is in memory, and since when. */
  private record Known(Map<ByteBuffer, Entry> byDigest, Instant loadedAt) {}

  private record Entry(
      ApiToken token, ActorAuthentication authentication, AtomicReference<Instant> written) {}

  /** A token just made, with the secret that is shown once. */
  record Made(ApiToken token, String secret) {}

  /**
   * Makes a token.
   *
   * @param name what will use it, 1 to 100 characters
   * @param permissions at least one
   * @param source the log source it is bound to; null for none
   * @param expiresAt null for never
   * @throws RefusedException if one of them is out of bounds
   */
  Made make(
      String name,
      Set<Permission> permissions,
      @Nullable String source,
      @Nullable Instant expiresAt) {
    var now = clock.instant();
    String label = name.strip();
    if (label.isEmpty()
        || label.length() > MAX_NAME
        || label.chars().anyMatch(Character::isISOControl)) {
      throw refused("token.name", "Donnez au jeton un nom de 1 à 100 caractères.");
    }
    if (permissions.isEmpty()) {
      throw refused("token.permissions", "Choisissez au moins un droit.");
    }
    if (source != null && !SOURCE.matcher(source).matches()) {
      throw refused(
          "token.source",
          "Une source se nomme par des minuscules sans accent, des chiffres, « . », « _ » et « - ».");
    }
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw refused("token.expiry", "La date de fin est déjà passée.");
    }
    if (sql.countTokensInForce(now) >= MAX_IN_FORCE) {
      throw refused("token.too-many", "Trop de jetons sont en vigueur : révoquez les inutiles.");
    }
    String secret = PREFIX + Secret.random().text();
    var token =
        new ApiToken(
            UUID.randomUUID(),
            label,
            EnumSet.copyOf(permissions),
            source,
            now,
            Actor.current().label(),
            expiresAt,
            null,
            null);
    transactions.executeWithoutResult(_ -> {
      sql.insertToken(token, Secret.hash(secret));
      audit.record("token.make", label, detail(token));
    });
    load();
    return new Made(token, secret);
  }

  /**
   * Ends a token at once. Nothing if it is ended already.
   *
   * @throws RefusedException if there is none of that id
   */
  void revoke(UUID id) {
    var token =
        sql.findToken(id)
            .orElseThrow(() ->
                new RefusedException(
                    HttpStatus.NOT_FOUND, "token.absent", "Ce jeton n’existe pas."));
    transactions.executeWithoutResult(_ -> {
      if (sql.revokeToken(id, clock.instant())) {
        audit.record("token.revoke", token.name(), Map.of("id", id.toString()));
      }
    });
    load();
  }

  /** The newest first, older than the one given; null starts the list. */
  List<ApiToken> list(@Nullable UUID after, int limit) {
    return sql.tokens(after, limit);
  }

  /** What came of a token presented. */
  sealed interface Answer {

    /** It opens what it says. */
    record Opens(ActorAuthentication authentication) implements Answer {}

    /** It opens nothing. */
    record Refused(Refusal why) implements Answer {}
  }

  /** Recognises a token. Touches the database once a minute for each token, to note its use. */
  Answer recognise(String presented) {
    if (presented.length() != PREFIX.length() + SECRET_CHARS || !presented.startsWith(PREFIX)) {
      return new Answer.Refused(Refusal.TOKEN_UNKNOWN);
    }
    Instant now = clock.instant();
    var entry = Optional.ofNullable(known(now).get(ByteBuffer.wrap(Secret.hash(presented))));
    if (entry.isEmpty()) {
      return new Answer.Refused(Refusal.TOKEN_UNKNOWN);
    }
    return switch (entry.get().token().state(now)) {
      case REVOKED -> new Answer.Refused(Refusal.TOKEN_REVOKED);
      case EXPIRED -> new Answer.Refused(Refusal.TOKEN_EXPIRED);
      case IN_FORCE -> {
        noteUse(entry.get(), now);
        yield new Answer.Opens(entry.get().authentication());
      }
    };
  }

  private Map<ByteBuffer, Entry> known(Instant now) {
    var held = known;
    if (held == null) {
      return load().byDigest();
    }
    if (now.isAfter(held.loadedAt().plus(RELOAD)) && loading.tryLock()) {
      try {
        return load().byDigest();
      } catch (DataAccessException away) {
        LOG.warn("tokens: the database is away, those in memory serve on", away);
        known = new Known(held.byDigest(), now);
      } finally {
        loading.unlock();
      }
    }
    return held.byDigest();
  }

  private Known load() {
    loading.lock();
    try {
      Instant now = clock.instant();
      var former = known;
      var written =
          former == null
              ? Map.<UUID, AtomicReference<Instant>>of()
              : former.byDigest().values().stream()
                  .collect(Collectors.toMap(entry -> entry.token().id(), Entry::written));
      var loaded = new HashMap<ByteBuffer, Entry>();
      for (var row : sql.tokensInForceAt(now.minus(TOLD_APART))) {
        var token = row.token();
        var principal =
            new TokenPrincipal(token.id(), token.name(), token.permissions(), token.source());
        loaded.put(
            row.hash(),
            new Entry(
                token,
                ActorAuthentication.of(principal, token.permissions()),
                written.getOrDefault(token.id(), new AtomicReference<>(Instant.EPOCH))));
      }
      var fresh = new Known(Map.copyOf(loaded), now);
      known = fresh;
      return fresh;
    } finally {
      loading.unlock();
    }
  }

  private void noteUse(Entry entry, Instant now) {
    Instant before = entry.written().get();
    if (now.isAfter(before.plus(LAST_USE_STEP)) && entry.written().compareAndSet(before, now)) {
      try {
        sql.setTokenUsed(entry.token().id(), now);
      } catch (DataAccessException away) {
        LOG.warn("tokens: the last use of {} was not noted", entry.token().id(), away);
      }
    }
  }

  private static Map<String, String> detail(ApiToken token) {
    var detail = new HashMap<String, String>();
    detail.put("id", token.id().toString());
    detail.put(
        "permissions",
        token.permissions().stream().map(Enum::name).sorted().collect(Collectors.joining(" ")));
    var source = token.source();
    if (source != null) {
      detail.put("source", source);
    }
    var expiresAt = token.expiresAt();
    if (expiresAt != null) {
      detail.put("expires", expiresAt.toString());
    }
    return detail;
  }

  private static RefusedException refused(String code, String message) {
    return new RefusedException(HttpStatus.BAD_REQUEST, code, message);
  }
}
