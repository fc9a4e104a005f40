package org.modyn.selector.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PositionSetTest {
  /** Near the borders of the bitmaps and in between. */
  @Provide
  Arbitrary<Set<Long>> positions() {
    return Arbitraries.oneOf(
            Arbitraries.longs().between(0, 300),
            Arbitraries.longs().between((1L << 31) - 20, (1L << 31) + 20),
            Arbitraries.longs().between((1L << 32) - 20, (1L << 32) + 20),
            Arbitraries.longs().between(0, 5L << 32))
        .set()
        .ofMaxSize(60);
  }

  private static PositionSet set(Set<Long> positions) {
    PositionSet set = PositionSet.empty();
    positions.forEach(set::add);
    return set;
  }

  @Property
  void holdsWhatWasAdded(@ForAll("positions") Set<Long> positions) {
    PositionSet set = set(positions);
    assertThat(set.size()).isEqualTo(positions.size());
    assertThat(set.isEmpty()).isEqualTo(positions.isEmpty());
    for (long position : positions) {
      assertThat(set.contains(position)).isTrue();
      assertThat(set.contains(position + 1)).isEqualTo(positions.contains(position + 1));
      assertThat(set.sizeFrom(position))
          .isEqualTo(positions.stream().filter(other -> other >= position).count());
    }
  }

  @Property
  void membershipIsAskedInOrder(@ForAll("positions") Set<Long> positions) {
    PositionSet set = set(positions);
    for (long start : List.of(0L, 17L, (1L << 31) - 9, (1L << 32) - 9)) {
      PositionSet.Membership membership = set.membershipFrom(start);
      for (long position = start; position < start + 40; position++) {
        assertThat(membership.next()).isEqualTo(positions.contains(position));
      }
    }
  }

  @Property
  void isReadBackAsWritten(@ForAll("positions") Set<Long> positions) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    set(positions).write(new DataOutputStream(bytes));
    PositionSet read =
        PositionSet.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read.size()).isEqualTo(positions.size());
    assertThat(positions).allMatch(read::contains);
  }

  @Property
  void positionsAreFoundByRankAndRemoved(@ForAll("positions") Set<Long> positions) {
    PositionSet set = set(positions);
    List<Long> sorted = positions.stream().sorted().toList();
    for (int rank = 0; rank < sorted.size(); rank++) {
      assertThat(set.select(rank)).isEqualTo(sorted.get(rank));
    }
    PositionSet both = set(Set.of(2L, 5L << 32));
    both.addAll(set);
    positions.forEach(both::remove);
    assertThat(both.contains(2)).isEqualTo(!positions.contains(2L));
    assertThat(both.contains(5L << 32)).isEqualTo(!positions.contains(5L << 32));
    assertThat(both.size())
        .isEqualTo((both.contains(2) ? 1 : 0) + (both.contains(5L << 32) ? 1 : 0));
    assertThat(set.size()).isEqualTo(positions.size());
  }

  @Test
  void copyDoesNotChangeWithItsOriginal() {
    PositionSet original = set(Set.of(1L, 5L));
    PositionSet copy = PositionSet.copyOf(original);
    original.add(7);
    copy.add(9);
    assertThat(original.contains(9)).isFalse();
    assertThat(copy.contains(7)).isFalse();
    assertThat(copy.size()).isEqualTo(3);
  }
}
