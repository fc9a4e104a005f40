package org.modyn.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class PackedLabelsTest {
  @Property
  void keepsEveryLabelAlsoThroughItsBytes(@ForAll("labels") long[] labels) {
    PackedLabels packed = PackedLabels.pack(labels.length, i -> labels[i]);
    PackedLabels again = PackedLabels.of(packed.width(), packed.toByteArray());
    assertThat(packed.size()).isEqualTo(labels.length);
    assertThat(again.size()).isEqualTo(labels.length);
    for (int i = 0; i < labels.length; i++) {
      assertThat(packed.get(i)).isEqualTo(labels[i]);
      assertThat(again.get(i)).isEqualTo(labels[i]);
    }
  }

  @Test
  void takesTheFewestBytes() {
    assertThat(width(-128, 127)).isEqualTo(1);
    assertThat(width(0, 128)).isEqualTo(2);
    assertThat(width(-129)).isEqualTo(2);
    assertThat(width(32_768)).isEqualTo(4);
    assertThat(width(1L << 31)).isEqualTo(8);
    assertThat(width(Long.MIN_VALUE)).isEqualTo(8);
  }

  @Test
  void refusesBytesThatAreNoLabels() {
    assertThatThrownBy(() -> PackedLabels.of(3, new byte[3]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PackedLabels.of(4, new byte[6]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<long[]> labels() {
    return Arbitraries.oneOf(
            Arbitraries.longs(),
            Arbitraries.longs().between(-130, 130),
            Arbitraries.longs().between(-33_000, 33_000))
        .array(long[].class)
        .ofMaxSize(50);
  }

  private static int width(long... labels) {
    return PackedLabels.pack(labels.length, i -> labels[i]).width();
  }
}
