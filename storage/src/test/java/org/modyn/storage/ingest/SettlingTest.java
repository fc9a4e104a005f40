package org.modyn.storage.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.modyn.storage.filesystem.FileStatus;

final class SettlingTest {
  private static final long NOW = 1_700_000_000;
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);

  private final Settling strict = new Settling(CLOCK, false);
  private final Settling lenient = new Settling(CLOCK, true);

  @Test
  void aYoungFileMustBeSeenTwice() {
    assertThat(strict.reasonToWait(aged(5_000), false).orElseThrow()).contains("still be growing");
    assertThat(strict.reasonToWait(aged(5_000), true)).isEmpty();
    assertThat(strict.reasonToWait(aged(1_000), true)).isEmpty();
    assertThat(strict.reasonToWait(aged(59_999), false)).isPresent();
  }

  @Test
  void aFileOfThisSecondWaitsHoweverOftenItWasSeen() {
    assertThat(strict.reasonToWait(aged(999), true)).isPresent();
    assertThat(lenient.reasonToWait(aged(999), true)).isPresent();
  }

  @Test
  void anOldFileHasSettled() {
    assertThat(strict.reasonToWait(aged(60_000), false)).isEmpty();
  }

  @Test
  void aFileFromTheFutureWaitsUntilThen() {
    assertThat(strict.reasonToWait(aged(-3_000), true).orElseThrow())
        .contains("2023-11-14T22:13:23Z is in the future");
    assertThat(lenient.reasonToWait(aged(-3_000), false)).isPresent();
    assertThat(lenient.reasonToWait(aged(-3_000), true)).isEmpty();
  }

  @Test
  void afterAStepOfTheClockNoFileSettlesByItsAge() {
    AtomicLong clockSeconds = new AtomicLong(NOW);
    AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    Settling settling = new Settling(clock(clockSeconds), nanoTime::get, false);
    FileStatus growing = aged(5_000);
    settling.beginScan();
    assertThat(settling.reasonToWait(growing, false)).isPresent();
    // an hour forward, while a second passes
    clockSeconds.addAndGet(3_600);
    nanoTime.addAndGet(1_000_000_000L);
    settling.beginScan();
    assertThat(settling.reasonToWait(growing, false)).isPresent();
    assertThat(settling.reasonToWait(growing, true)).isEmpty();
    // the clock goes on
    for (int second = 0; second < 60; second++) {
      assertThat(settling.reasonToWait(growing, false)).isPresent();
      clockSeconds.incrementAndGet();
      nanoTime.addAndGet(1_000_000_000L);
      settling.beginScan();
    }
    assertThat(settling.reasonToWait(growing, false)).isEmpty();
  }

  private static Clock clock(AtomicLong seconds) {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return Instant.ofEpochSecond(seconds.get());
      }
    };
  }

  private static FileStatus aged(long millis) {
    return new FileStatus("file", 1, (NOW * 1000 - millis) * 1_000_000);
  }
}
