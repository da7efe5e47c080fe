package org.bouclier.node.accounts;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/** Slows whoever guesses passwords, without ever letting a stranger lock somebody out. */
final class SignInThrottle {

  /*
   * Three counters, each with a few free attempts, then a delay that doubles up to a ceiling:
   *
   *   by account   3 free, at most 1 min     guesses at one person, from anywhere
   *   by address  20 free, at most 15 min    guesses at many people, from one place
   *   by browser   5 free, at most 15 min    guesses from a browser that the person has used
   *
   * A browser from which a person has signed in carries a secret cookie. From there, only the third
   * counter is asked: strangers may drive the first two as high as they like, the person still
   * signs in. From a new browser the person waits at most the ceiling of the account, which is short
   * for that reason, and a passkey, which cannot be guessed, does not wait at all. Many share one
   * address behind the gateway of an operator: hence its twenty.
   *
   * An attempt is counted before the password is looked at, in the transaction that allowed it: a
   * thousand sent together get no more tries than a thousand sent in turn. One refused for coming
   * too early is not counted, so hammering does not lengthen the delay. A success clears the account
   * or the browser, and takes back only its own count from the address: else an attacker with one
   * good account would clear the address by signing in between guesses.
   *
   * Unknown logins are counted as known ones are: the delays tell nothing of who has an account.
   */

  private static final Duration FORGET = Duration.ofHours(24);
  private static final Duration SET_BACK = Duration.ofMinutes(1);

  private final AccountsSql sql;
  private final TransactionOperations transactions;
  private final Clock clock;

  SignInThrottle(AccountsSql sql, TransactionOperations transactions, Clock clock) {
    this.sql = sql;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** What is counted; in the order in which rows are locked. */
  enum Kind {
    ACCOUNT(3, Duration.ofMinutes(1)),
    ADDRESS(20, Duration.ofMinutes(15)),
    BROWSER(5, Duration.ofMinutes(15));

    private final int free;
    private final Duration ceiling;

    Kind(int free, Duration ceiling) {
      this.free = free;
      this.ceiling = ceiling;
    }

    /** How long after a refusal the next attempt is looked at: 0, ... 0, 2 s, 4 s, 8 s... */
    Duration delay(int refused) {
      if (refused < free) {
        return Duration.ZERO;
      }
      var doubled = Duration.ofSeconds(2L << Math.min(refused - free, 20));
      return doubled.compareTo(ceiling) < 0 ? doubled : ceiling;
    }
  }

  /** A counter: refusals without a success between them, and when it last moved. */
  record Count(int refused, Instant lastAt) {}

  /** What to do with an attempt. */
  sealed interface Answer {

    /** Look at the password, then call {@link #succeeded} if it is right. */
    record Go(Attempt attempt) implements Answer {}

    /** Too early. */
    record Wait(Standing standing) implements Answer {}
  }

  /**
   * An attempt that was counted.
   *
   * @param keys what it was counted under
   * @param refusedBefore refusals of the account, or of the browser, before this one
   * @param ifRefused where things stand if the password is wrong
   */
  record Attempt(List<Key> keys, int refusedBefore, Standing ifRefused) {}

  /** What the person is told: refusals so far, and how long until the next attempt. */
  record Standing(int refused, Duration delay) {}

  /** One counter. */
  record Key(Kind kind, String digest) {

    static Key of(Kind kind, String text) {
      return new Key(kind, HexFormat.of().formatHex(Secret.hash(text)));
    }

    byte[] bytes() {
      return HexFormat.of().parseHex(digest);
    }
  }

  /**
   * Counts an attempt, or says to come back later.
   *
   * @param login as typed; any text
   * @param address of the caller
   * @param browser the secret of a browser that this person has used; null if it is not known
   */
  Answer begin(String login, String address, @Nullable String browser) {
    // PostgreSQL rounds to the nearest microsecond: up, what it stored would lie ahead of now.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var keys = keys(login, address, browser);
    sql.deleteAttempts(now.minus(FORGET));
    var answer = transactions.execute(_ -> count(keys, now));
    if (answer == null) {
      throw new IllegalStateException("a transaction gives back what was made in it");
    }
    return answer;
  }

  /** Forgets the refusals of the account or browser. */
  void succeeded(Attempt attempt) {
    Instant now = clock.instant();
    for (Key key : attempt.keys()) {
      switch (key.kind()) {
        case ACCOUNT, BROWSER -> sql.setAttempts(key.kind(), key.bytes(), 0, now);
        case ADDRESS -> sql.withdrawAttempt(key.kind(), key.bytes());
      }
    }
  }

  /** Takes an attempt back: the node could not look at the password. */
  void withdraw(Attempt attempt) {
    attempt.keys().forEach(key -> sql.withdrawAttempt(key.kind(), key.bytes()));
  }

  private Answer count(List<Key> keys, Instant now) {
    var counts = new ArrayList<Integer>();
    var wait = Duration.ZERO;
    for (Key key : keys) {
      var stored = sql.lockAttempts(key.kind(), key.bytes(), now);
      int refused = stored.lastAt().isBefore(now.minus(FORGET)) ? 0 : stored.refused();
      counts.add(refused);
      var left = left(key.kind().delay(refused), stored.lastAt(), now);
      wait = left.compareTo(wait) > 0 ? left : wait;
    }
    if (wait.isPositive()) {
      return new Answer.Wait(new Standing(counts.getFirst(), wait));
    }
    var next = Duration.ZERO;
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      int refused = counts.get(i) + 1;
      sql.setAttempts(key.kind(), key.bytes(), refused, now);
      var delay = key.kind().delay(refused);
      next = delay.compareTo(next) > 0 ? delay : next;
    }
    var ifRefused = new Standing(counts.getFirst() + 1, next);
    return new Answer.Go(new Attempt(keys, counts.getFirst(), ifRefused));
  }

  /**
   * What is left of a delay. Attempts that came together may be counted in another order than that
   * of their instants; but a counter that moved long after now was written by a clock that has been
   * set back since, and nobody waits until that time comes again.
   */
  private static Duration left(Duration delay, Instant lastAt, Instant now) {
    if (lastAt.isAfter(now.plus(SET_BACK))) {
      return Duration.ZERO;
    }
    return lastAt.isAfter(now) ? delay : delay.minus(Duration.between(lastAt, now));
  }

  private static List<Key> keys(String login, String address, @Nullable String browser) {
    return browser == null
        ? List.of(
            Key.of(Kind.ACCOUNT, login.strip().toLowerCase(Locale.ROOT)),
            Key.of(Kind.ADDRESS, network(address)))
        : List.of(Key.of(Kind.BROWSER, browser));
  }

  /** An IPv4 address, or the /64 of an IPv6 one: a caller has all of it at will. */
  private static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    byte[] bytes = InetAddress.ofLiteral(address.replaceFirst("%.*", "")).getAddress();
    return bytes.length == 16 ? Arrays.toString(Arrays.copyOf(bytes, 8)) : address;
  }
}
