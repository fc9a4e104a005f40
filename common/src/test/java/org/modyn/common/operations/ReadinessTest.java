package org.modyn.common.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private final AtomicInteger checks = new AtomicInteger();

  @Test
  void doesNotWaitForASlowConditionAndChecksItOnceAtATime() throws Exception {
    Readiness readiness = new Readiness(Duration.ZERO, Duration.ofMillis(20));
    CountDownLatch end = new CountDownLatch(1);
    readiness.require("database", () -> await(end));

    assertThat(readiness.missing()).contains("the database does not answer in time");
    assertThat(readiness.missing()).contains("the database does not answer in time");
    assertThat(checks).hasValue(1);

    end.countDown();
    Readiness patient = new Readiness(Duration.ZERO, Duration.ofSeconds(30));
    patient.require("database", () -> await(end));
    assertThat(patient.missing()).isEmpty();
  }

  @Test
  void reusesARecentAnswer() throws Exception {
    Readiness readiness = new Readiness(Duration.ofHours(1), Duration.ofSeconds(30));
    readiness.require("database", () -> Optional.of("missing " + checks.incrementAndGet()));

    assertThat(readiness.missing()).contains("missing 1");
    assertThat(readiness.missing()).contains("missing 1");
  }

  @Test
  void checksAgainLater() throws Exception {
    Readiness readiness = new Readiness(Duration.ZERO, Duration.ofSeconds(30));
    readiness.require("database", () -> Optional.of("missing " + checks.incrementAndGet()));

    assertThat(readiness.missing()).contains("missing 1");
    assertThat(readiness.missing()).contains("missing 2");
  }

  private Optional<String> await(CountDownLatch end) {
    checks.incrementAndGet();
    try {
      end.await();
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
