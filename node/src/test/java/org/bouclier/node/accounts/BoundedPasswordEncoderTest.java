package org.bouclier.node.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.password.PasswordEncoder;

class BoundedPasswordEncoderTest {

  @Test
  void a_password_is_stored_as_argon2id_with_its_parameters_and_a_salt_of_its_own() {
    var encoder = BoundedPasswordEncoder.argon2();
    String first = encoder.encode("le mil pousse après la pluie");
    String second = encoder.encode("le mil pousse après la pluie");

    assertThat(first).startsWith("{argon2}$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(second);
    assertThat(encoder.matches("le mil pousse après la pluie", first)).isTrue();
    assertThat(encoder.matches("le mil pousse avant la pluie", first)).isFalse();
    assertThat(encoder.upgradeEncoding(first)).isFalse();
    assertThat(encoder.upgradeEncoding(first.replace("m=19456", "m=4096")))
        .as("an older, lighter encoding is written again at the next sign-in")
        .isTrue();
  }

  @Test
  void two_are_computed_at_a_time_and_the_others_wait_their_turn() throws InterruptedException {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var started = new CountDownLatch(2);
    var go = new CountDownLatch(1);
    var encoder =
        new BoundedPasswordEncoder(
            new PasswordEncoder() {
              @Override
              public String encode(CharSequence password) {
                return String.valueOf(password);
              }

              @Override
              public boolean matches(CharSequence password, String encoded) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                started.countDown();
                try {
                  go.await();
                } catch (InterruptedException stopped) {
                  Thread.currentThread().interrupt();
                }
                now.decrementAndGet();
                return true;
              }
            });

    var people = new ArrayList<Thread>();
    for (int i = 0; i < 8; i++) {
      people.add(Thread.startVirtualThread(() -> encoder.matches("x", "x")));
    }
    started.await();
    go.countDown();
    for (var person : people) {
      person.join();
    }
    assertThat(most).hasValue(2);
  }
}
