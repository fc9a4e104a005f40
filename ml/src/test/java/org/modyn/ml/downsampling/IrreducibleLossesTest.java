package org.modyn.ml.downsampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class IrreducibleLossesTest {
  /**
   * Keys of several batches, some of them more than once, have the loss that was added for them.
   */
  @Property
  void eachKeyHasItsLoss(
      @ForAll @Size(max = 20) List<@Size(max = 200) List<Long>> batches, @ForAll long other) {
    IrreducibleLosses.Builder builder = new IrreducibleLosses.Builder();
    Map<Long, Float> expected = new TreeMap<>();
    int added = 0;
    for (List<Long> batch : batches) {
      long[] keys = batch.stream().mapToLong(Long::longValue).toArray();
      float[][] losses = new float[keys.length][1];
      for (int row = 0; row < keys.length; row++) {
        losses[row][0] = Long.hashCode(keys[row]) / 7f;
        expected.put(keys[row], losses[row][0]);
      }
      builder.add(Candidates.of(keys, keys, losses));
      added += keys.length;
    }
    IrreducibleLosses losses = builder.build();
    assertThat(losses.size()).isEqualTo(added);
    expected.forEach((key, loss) -> assertThat(losses.of(key)).isEqualTo(loss));
    if (!expected.containsKey(other)) {
      assertThatThrownBy(() -> losses.of(other)).hasMessageContaining("key " + other);
    }
  }
}
