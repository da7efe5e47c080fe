package org.bouclier.node.accounts;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Argon2id, two computations at a time. Each takes 19 MiB and some hundredths of a second on
 * purpose: without a bound, a crowd at the sign-in page would take the memory and both cores from
 * the watch. Those who come meanwhile wait, and are told to come back if the wait is long.
 * Thread-safe.
 */
final class BoundedPasswordEncoder implements PasswordEncoder {

  private static final int AT_ONCE = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  // The first choice of the OWASP Password Storage Cheat Sheet for Argon2id.
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int PARALLELISM = 1;
  private static final int MEMORY_KIB = 19_456;
  private static final int ITERATIONS = 2;

  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final PasswordEncoder encoder;

  BoundedPasswordEncoder(PasswordEncoder encoder) {
    this.encoder = encoder;
  }

  /** The stored text names its algorithm, so a later one can live beside it. */
  static BoundedPasswordEncoder argon2() {
    var argon2 =
        new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, PARALLELISM, MEMORY_KIB, ITERATIONS);
    return new BoundedPasswordEncoder(
        new DelegatingPasswordEncoder("argon2", Map.of("argon2", argon2)));
  }

  @Override
  public @Nullable String encode(@Nullable CharSequence password) {
    return inTurn(() -> encoder.encode(password));
  }

  @Override
  public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
    return Boolean.TRUE.equals(inTurn(() -> encoder.matches(password, encoded)));
  }

  @Override
  public boolean upgradeEncoding(@Nullable String encoded) {
    return encoder.upgradeEncoding(encoded);
  }

  /**
   * @throws RefusedException if no place was free in time
   */
  private <T extends @Nullable Object> T inTurn(Supplier<T> work) {
    boolean placed = false;
    try {
      placed = places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    if (!placed) {
      throw new RefusedException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "node.busy",
          "Trop de connexions en même temps : réessayez dans un instant.");
    }
    try {
      return work.get();
    } finally {
      places.release();
    }
  }
}
