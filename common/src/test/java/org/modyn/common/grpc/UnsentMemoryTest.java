package org.modyn.common.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

final class UnsentMemoryTest {
  private static final long MIB = 1 << 20;

  private final UnsentMemory memory = new UnsentMemory();
  private final List<UnsentMemory.Share> shares = new ArrayList<>();

  @Test
  void fewResponsesHaveFullShares() {
    assertThat(begin(16)).isEqualTo(16L * UnsentMemory.LARGEST_SHARE_BYTES);
  }

  @Test
  void manyResponsesHaveSmallerOnes() {
    assertThat(begin(200)).isLessThan(115 * MIB);
    assertThat(begin(UnsentMemory.MAXIMUM_RESPONSES - 200)).isLessThan(145 * MIB);
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
    shares.removeLast().close();
    try (UnsentMemory.Share share = memory.begin()) {
      assertThat(share.bytes()).isEqualTo(UnsentMemory.SMALLEST_SHARE_BYTES);
    }
    shares.forEach(UnsentMemory.Share::close);
    try (UnsentMemory.Share share = memory.begin()) {
      assertThat(share.bytes()).isEqualTo(UnsentMemory.LARGEST_SHARE_BYTES);
    }
  }

  /** Begins responses, and returns the sum of their shares. */
  private long begin(int responses) {
    long bytes = 0;
    for (int i = 0; i < responses; i++) {
      UnsentMemory.Share share = memory.begin();
      shares.add(share);
      bytes += share.bytes();
    }
    return bytes;
  }
}
