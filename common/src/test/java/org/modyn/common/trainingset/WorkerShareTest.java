package org.modyn.common.trainingset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

class WorkerShareTest {
  @Property
  void everySampleBelongsToExactlyOneWorker(
      @ForAll @IntRange(min = 1, max = 40) int workers, @ForAll @IntRange(max = 2000) int samples) {
    int next = 0;
    for (int worker = 0; worker < workers; worker++) {
      WorkerShare share = WorkerShare.of(worker, workers, samples);
      if (share.size() > 0) {
        assertThat(share.start()).isEqualTo(next);
      }
      assertThat(share.size()).isBetween(samples / workers, Math.ceilDiv(samples, workers));
      next += share.size();
    }
    assertThat(next).isEqualTo(samples);
  }

  @Test
  void firstWorkersGetTheRemainder() {
    assertThat(WorkerShare.of(0, 5, 13)).isEqualTo(new WorkerShare(0, 3));
    assertThat(WorkerShare.of(1, 5, 13)).isEqualTo(new WorkerShare(3, 3));
    assertThat(WorkerShare.of(2, 5, 13)).isEqualTo(new WorkerShare(6, 3));
    assertThat(WorkerShare.of(3, 5, 13)).isEqualTo(new WorkerShare(9, 2));
    assertThat(WorkerShare.of(4, 5, 13)).isEqualTo(new WorkerShare(11, 2));
  }

  @Test
  void moreWorkersThanSamplesGetNothingFromTheStart() {
    assertThat(WorkerShare.of(1, 16, 2)).isEqualTo(new WorkerShare(1, 1));
    assertThat(WorkerShare.of(2, 16, 2)).isEqualTo(new WorkerShare(0, 0));
    assertThat(WorkerShare.of(15, 16, 2)).isEqualTo(new WorkerShare(0, 0));
  }

  @Test
  void unknownWorkerIsRejected() {
    assertThatThrownBy(() -> WorkerShare.of(3, 3, 10))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining("worker 3")
        .hasMessageContaining("0 to 2");
    assertThatThrownBy(() -> WorkerShare.of(-1, 3, 10)).isInstanceOf(ModynException.class);
  }
}
