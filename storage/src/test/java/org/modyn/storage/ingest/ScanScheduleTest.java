package org.modyn.storage.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ScanScheduleTest {
  private static final long QUICK = Duration.ofMillis(2).toNanos();

  @Test
  void asSoonAsPossibleIsNoBusyLoop() {
    ScanSchedule schedule = new ScanSchedule(Duration.ZERO);
    assertThat(schedule.delay()).isEqualTo(Duration.ofMillis(500));
    schedule.scanned(QUICK, false);
    assertThat(schedule.delay()).isEqualTo(Duration.ofMillis(500));
    schedule.scanned(QUICK, true);
    assertThat(schedule.delay()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void aLargeFolderIsListedHalfOfTheTimeAtMost() {
    ScanSchedule schedule = new ScanSchedule(Duration.ofSeconds(3));
    schedule.scanned(Duration.ofSeconds(20).toNanos(), false);
    assertThat(schedule.delay()).isEqualTo(Duration.ofSeconds(20));
    schedule.failed();
    assertThat(schedule.delay()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void filesThatWaitAreLookedAtSoonButNotForEver() {
    ScanSchedule schedule = new ScanSchedule(Duration.ofSeconds(5));
    assertDelay(schedule, true, 1);
    assertDelay(schedule, true, 2);
    assertDelay(schedule, true, 4);
    assertDelay(schedule, true, 5);
    assertDelay(schedule, true, 5);
    assertDelay(schedule, false, 5);
    assertDelay(schedule, true, 1);
  }

  private static void assertDelay(ScanSchedule schedule, boolean filesWait, int seconds) {
    schedule.scanned(QUICK, filesWait);
    assertThat(schedule.delay()).isEqualTo(Duration.ofSeconds(seconds));
  }
}
