package org.modyn.selector.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.selector.TemporaryDirectory;

class StrategyStateTest {
  private static final int PIPELINE = 3;
  private static final long CHUNK = 1 << 22;

  @TempDir private Path directory;

  private static StrategyState state(Path directory, int triggerId) {
    return new StrategyState(
        PIPELINE,
        triggerId,
        triggerId - 1,
        trigger -> directory.resolve(trigger + "/strategy-state"));
  }

  /** Near the borders of the chunks, in between, and dense. */
  @Provide
  Arbitrary<NavigableSet<Long>> positions() {
    Arbitrary<List<Long>> sparse =
        Arbitraries.oneOf(
                Arbitraries.longs().between(0, 300),
                Arbitraries.longs().between(CHUNK - 20, CHUNK + 20),
                Arbitraries.longs().between(3 * CHUNK - 20, 3 * CHUNK + 20),
                Arbitraries.longs().between(0, 5L << 32))
            .list()
            .ofMaxSize(60);
    Arbitrary<List<Long>> dense =
        Arbitraries.longs()
            .between(0, 2 * CHUNK)
            .map(start -> LongStream.range(start, start + 70_000).boxed().toList());
    return Arbitraries.frequencyOf(Tuple.of(20, sparse), Tuple.of(1, dense)).map(TreeSet::new);
  }

  private static void write(PositionSetWriter writer, Set<Long> positions) {
    positions.forEach(writer::add);
  }

  private static void assertHolds(PositionSet set, NavigableSet<Long> positions) {
    assertThat(set.size()).isEqualTo(positions.size());
    List<Long> some = positions.stream().limit(20).toList();
    for (long position : some) {
      assertThat(set.sizeFrom(position)).isEqualTo(positions.tailSet(position).size());
      assertThat(set.sizeFrom(position + 1)).isEqualTo(positions.tailSet(position + 1).size());
    }
    for (long start : List.of(0L, 17L, CHUNK - 9, 3 * CHUNK - 9, 4L << 32)) {
      PositionSet.Membership membership = set.membershipFrom(start);
      for (long position = start; position < start + 40; position++) {
        assertThat(membership.next()).isEqualTo(positions.contains(position));
      }
    }
  }

  @Property(tries = 300)
  void isReadBackAsWritten(
      @ForAll("positions") NavigableSet<Long> first,
      @ForAll("positions") NavigableSet<Long> second,
      @ForAll boolean extended) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      try (StrategyState state = state(temporary.path(), 0)) {
        assertHolds(state.previous(), new TreeSet<>());
        write(state.replace(), first);
        state.commit();
      }
      NavigableSet<Long> expected = new TreeSet<>(second);
      try (StrategyState state = state(temporary.path(), 1)) {
        assertHolds(state.previous(), first);
        write(extended ? state.extend() : state.replace(), second);
        state.commit();
      }
      if (extended) {
        expected.addAll(first);
      }
      try (StrategyState state = state(temporary.path(), 2)) {
        assertHolds(state.previous(), expected);
      }
    }
  }

  @Test
  void membershipCrossesChunks() {
    try (StrategyState state = state(directory, 0)) {
      PositionSetWriter writer = state.replace();
      for (long position = 0; position < 3 * CHUNK; position += 3) {
        writer.add(position);
      }
      state.commit();
    }
    try (StrategyState state = state(directory, 1)) {
      PositionSet.Membership membership = state.previous().membershipFrom(1);
      long count = 0;
      for (long position = 1; position < 4 * CHUNK; position++) {
        boolean expected = position < 3 * CHUNK && position % 3 == 0;
        if (membership.next() == expected) {
          count++;
        }
      }
      assertThat(count).isEqualTo(4 * CHUNK - 1);
    }
  }

  @Test
  void nothingIsLeftWhenNothingWasWritten() {
    try (StrategyState state = state(directory, 0)) {
      state.commit();
    }
    try (StrategyState state = state(directory, 1)) {
      assertHolds(state.previous(), new TreeSet<>());
    }
  }

  @Test
  void positionsMustAscend() {
    try (StrategyState state = state(directory, 0)) {
      PositionSetWriter writer = state.replace();
      writer.add(5);
      assertThatThrownBy(() -> writer.add(5)).hasMessage("position 5 was added after 5");
    }
  }

  private static void writeThree(Path directory) {
    try (StrategyState state = state(directory, 5)) {
      PositionSetWriter writer = state.replace();
      LongStream.of(3, 5, 70_000).forEach(writer::add);
      state.commit();
    }
  }

  private static void readAll(Path directory) {
    try (StrategyState state = state(directory, 6)) {
      state.previous().membershipFrom(0).next();
    }
  }

  private static void assertIsDataLoss(Path directory) {
    assertThatThrownBy(() -> readAll(directory))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
        .hasMessageContaining(directory.resolve("5/strategy-state").toString());
  }

  @Property(tries = 200)
  void anyDamagedByteIsFound(@ForAll @IntRange(max = 64 + 20 + 30 + 20 - 1) int offset)
      throws IOException {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      writeThree(temporary.path());
      readAll(temporary.path());
      Path file = temporary.path().resolve("5/strategy-state");
      assertThat(Files.size(file)).isEqualTo(64 + 20 + 30 + 20);
      TemporaryDirectory.damage(file, offset);
      assertIsDataLoss(temporary.path());
    }
  }

  @Property(tries = 50)
  void aFileCutOffAnywhereIsFound(@ForAll @IntRange(max = 64 + 20 + 30 + 20 - 1) int length)
      throws IOException {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      writeThree(temporary.path());
      Path file = temporary.path().resolve("5/strategy-state");
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, length));
      assertIsDataLoss(temporary.path());
    }
  }

  @Test
  void theFileOfAnotherTriggerIsRefused() throws IOException {
    writeThree(directory);
    Files.createDirectories(directory.resolve("6"));
    Files.copy(directory.resolve("5/strategy-state"), directory.resolve("6/strategy-state"));
    try (StrategyState state = state(directory, 7)) {
      assertThatThrownBy(state::previous).hasMessageContaining("trigger 6 of pipeline 3");
    }
  }

  @Test
  void whatIsRememberedMustBeThere() {
    try (StrategyState state = state(directory, 5)) {
      assertThatThrownBy(state::previous)
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
          .hasMessageContaining("trigger 4 of pipeline 3");
    }
  }
}
