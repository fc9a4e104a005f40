package org.modyn.ml.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
  @Property
  void findsAllPositionsOfAKey(@ForAll List<@LongRange(min = -5, max = 5) Long> keys) {
    long[] array = keys.stream().mapToLong(Long::longValue).toArray();
    KeyIndex index = new KeyIndex(array);
    assertThat(index.distinct()).isEqualTo((int) Arrays.stream(array).distinct().count());
    for (long key = -6; key <= 6; key++) {
      long wanted = key;
      List<Integer> positions = new ArrayList<>();
      for (int slot = index.first(key); slot >= 0; slot = index.next(slot)) {
        assertThat(index.key(slot)).isEqualTo(key);
        assertThat(index.isFirst(slot)).isEqualTo(positions.isEmpty());
        positions.add(index.position(slot));
      }
      assertThat(positions)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, array.length).filter(p -> array[p] == wanted).boxed().toList());
    }
  }

  @Property
  void findsArbitraryKeys(@ForAll long[] keys) {
    KeyIndex index = new KeyIndex(keys);
    for (long key : keys) {
      assertThat(keys[index.position(index.first(key))]).isEqualTo(key);
    }
    Arrays.sort(keys);
    for (int slot = 0; slot < keys.length; slot++) {
      assertThat(index.key(slot)).isEqualTo(keys[slot]);
    }
    for (long key : keys) {
      assertThat(index.key(index.first(key))).isEqualTo(key);
    }
  }

  @Test
  void anEmptyIndexHasNothing() {
    assertThat(new KeyIndex(new long[0]).first(0)).isNegative();
  }
}
