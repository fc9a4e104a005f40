package org.modyn.common.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PackedColumnTest {
  @Property
  void valuesComeBack(
      @ForAll @Size(min = 1, max = 50) long[] random,
      @ForAll @IntRange(max = 63) int shift,
      @ForAll long base,
      @ForAll @IntRange(max = 49) int from) {
    long[] values = Arrays.stream(random).map(value -> base + (value >>> shift)).toArray();
    PackedColumn packing = PackedColumn.of(values, values.length);
    assertThat(packing.isValid()).isTrue();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(3 + packing.size(values.length));
      packing.encode(values, 0, values.length, bytes, 3);

      int start = Math.min(from, values.length);
      long[] read = new long[values.length];
      packing.decode(bytes, 3 + packing.size(start), read, start, values.length - start);
      assertThat(Arrays.copyOfRange(read, start, read.length))
          .isEqualTo(Arrays.copyOfRange(values, start, values.length));
    }
  }

  @Property(tries = 50)
  void valuesOfSeveralBlocksComeBack(
      @ForAll @IntRange(min = 4_000, max = 13_000) int size, @ForAll @IntRange(max = 9) int from) {
    long[] values = LongStream.range(0, size).map(index -> 7 - index * 300_007L % 70_001).toArray();
    values[0] = 7 - 70_001;
    PackedColumn packing = PackedColumn.of(values, size);
    assertThat(packing.width()).isEqualTo(4);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(packing.size(size));
      packing.encode(values, 0, size, bytes, 0);
      long[] read = new long[from + size];
      packing.decode(bytes, 0, read, from, size);
      assertThat(Arrays.copyOfRange(read, from, read.length)).isEqualTo(values);
      assertThat(Arrays.copyOf(read, from)).isEqualTo(new long[from]);
    }
  }

  @Test
  void widthIsTheNarrowest() {
    assertThat(width()).isZero();
    assertThat(width(-7, -7)).isZero();
    assertThat(width(-7, -6)).isEqualTo(1);
    assertThat(width(10, 265)).isEqualTo(1);
    assertThat(width(10, 266)).isEqualTo(2);
    assertThat(width(10, 10 + 65_535)).isEqualTo(2);
    assertThat(width(10, 10 + 65_536)).isEqualTo(4);
    assertThat(width(5, 5 + 0xffff_ffffL)).isEqualTo(4);
    assertThat(width(5, 5 + 0x1_0000_0000L)).isEqualTo(8);
    assertThat(width(Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(8);
    assertThat(width(-2, Long.MAX_VALUE)).isEqualTo(8);
  }

  private static int width(long... values) {
    return PackedColumn.of(values, values.length).width();
  }
}
