package org.modyn.common.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

@Timeout(60)
final class LargeSampleBudgetTest {
  private static final int LARGE = 5 << 20;
  private static final MemorySegment SAMPLE = MemorySegment.ofArray(new byte[LARGE]);

  private static SampleEncoder encoder(LargeSampleBudget budget) {
    return new SampleEncoder(
        10, SampleEncoder.MAXIMUM_MESSAGE_BYTES, new SampleBuffers.Pool(1), budget);
  }

  @Test
  void aLargeSampleWaitsUntilThereIsRoom() throws Exception {
    LargeSampleBudget budget = new LargeSampleBudget(8 << 20, Duration.ofSeconds(60));
    SampleEncoder first = encoder(budget);
    first.add(SAMPLE, 0, LARGE, 1, 0);
    first.encode();
    first.reset();
    SampleEncoder second = encoder(budget);
    Thread waiting = Thread.ofPlatform().start(() -> second.add(SAMPLE, 0, LARGE, 2, 0));
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    first.sent();
    waiting.join();
    assertThat(second.size()).isEqualTo(1);
  }

  @Test
  void whoeverWaitsInVainIsTold() {
    LargeSampleBudget budget = new LargeSampleBudget(8 << 20, Duration.ofMillis(10));
    encoder(budget).add(SAMPLE, 0, LARGE, 1, 0);
    assertThatThrownBy(() -> encoder(budget).add(SAMPLE, 0, LARGE, 2, 0))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.RESOURCE_EXHAUSTED))
        .hasMessageStartingWith(
            "samples of 8 MB are on their way to slow readers, which is all that a sample of 5 MB"
                + " may share: ");
  }

  @Test
  void aSampleLargerThanTheBudgetGoesAlone() {
    LargeSampleBudget budget = new LargeSampleBudget(1 << 20, Duration.ofMillis(10));
    SampleEncoder encoder = encoder(budget);
    for (int round = 0; round < 3; round++) {
      encoder.add(SAMPLE, 0, LARGE, round, 0);
      encoder.encode();
      encoder.reset();
      encoder.sent();
    }
  }

  @Test
  void smallSamplesNeedNoRoom() {
    LargeSampleBudget budget = new LargeSampleBudget(1 << 20, Duration.ofMillis(10));
    encoder(budget).add(SAMPLE, 0, LARGE, 1, 0);
    SampleEncoder small = encoder(budget);
    CompletableFuture<Void> added =
        CompletableFuture.runAsync(() -> small.add(SAMPLE, 0, 1 << 18, 2, 0));
    added.join();
    assertThat(small.size()).isEqualTo(1);
  }
}
