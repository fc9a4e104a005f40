package org.modyn.selector.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

class PartitionBufferTest {
  @Test
  void aPartitionThatTakesMoreThanHalfOfTheHeapIsRefused() {
    long keys = Runtime.getRuntime().maxMemory() / 2 / 12 + 1_000_000;
    assumeTrue(keys <= Integer.MAX_VALUE, "no partition is larger than half of such a heap");
    assertThatThrownBy(() -> PartitionBuffer.allocate((int) keys))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.RESOURCE_EXHAUSTED))
        .hasMessageContaining("maximum_keys_in_memory: a partition of %,d keys takes", keys)
        .hasMessageContaining("MODYN_JAVA_OPTIONS=-Xmx");
  }

  @Test
  void memoryIsThatOfTheLargestPartition() {
    assertThat(PartitionBuffer.allocate(7).capacity()).isEqualTo(7);
  }
}
