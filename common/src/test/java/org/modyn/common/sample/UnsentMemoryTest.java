package org.modyn.common.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

final class UnsentMemoryTest {
  private static final long MIB = 1 << 20;

  private final UnsentMemory memory = new UnsentMemory();

  @Test
  void fewResponsesHaveFullShares() {
    assertThat(begin(16)).isEqualTo(16L * UnsentMemory.LARGEST_SHARE_BYTES + 16 * message(2 << 20));
  }

  @Test
  void manyResponsesHaveSmallerOnes() {
    assertThat(begin(200)).isLessThan(185 * MIB);
    assertThat(begin(UnsentMemory.MAXIMUM_RESPONSES - 200)).isLessThan(270 * MIB);
    assertThatThrownBy(memory::begin)
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNAVAILABLE))
        .hasMessage(
            "2,000 requests for samples are being answered, which is the limit; try again later");
  }

  @Test
  void aResponseThatEndsMakesRoom() {
    begin(UnsentMemory.MAXIMUM_RESPONSES);
    memory.end();
    assertThat(memory.begin()).isEqualTo(UnsentMemory.SMALLEST_SHARE_BYTES);
    for (int i = 0; i < UnsentMemory.MAXIMUM_RESPONSES; i++) {
      memory.end();
    }
    assertThat(memory.begin()).isEqualTo(UnsentMemory.LARGEST_SHARE_BYTES);
  }

  /** Begins responses, and returns how much can wait for their readers: a share and a message. */
  private long begin(int responses) {
    long bytes = 0;
    for (int i = 0; i < responses; i++) {
      int share = memory.begin();
      bytes += share + message(share);
    }
    return bytes;
  }

  private static long message(int share) {
    return Math.min(share, SampleEncoder.MAXIMUM_MESSAGE_BYTES);
  }
}
