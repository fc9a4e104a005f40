package org.modyn.storage.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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

  private static FileStatus aged(long millis) {
    return new FileStatus("file", 1, (NOW * 1000 - millis) * 1_000_000);
  }
}
