package org.modyn.selector.seen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** What every storage backend does. */
abstract class StorageBackendContract {
  /** One pipeline's samples, which outlive the backend that is open. */
  interface Place extends AutoCloseable {
    StorageBackend open(long recordedCount);

    @Override
    void close();
  }

  abstract Place newPlace();

  /** A sample as the naive model has it. */
  private record Sample(int triggerId, long key, long timestamp, long label) {
    long value(Column column) {
      return switch (column) {
        case KEY -> key;
        case TIMESTAMP -> timestamp;
        case LABEL -> label;
      };
    }
  }

  private static List<Sample> samples(int triggerId, int count, Random random) {
    return IntStream.range(0, count)
        .mapToObj(
            index ->
                new Sample(
                    triggerId,
                    random.nextBoolean() ? random.nextLong() : index,
                    random.nextInt(1_000_000),
                    random.nextInt(5) - 1))
        .toList();
  }

  private static SeenSamples columns(List<Sample> samples) {
    return new SeenSamples(
        values(samples, Column.KEY),
        values(samples, Column.TIMESTAMP),
        values(samples, Column.LABEL),
        samples.size());
  }

  private static long[] values(List<Sample> samples, Column column) {
    return samples.stream().mapToLong(sample -> sample.value(column)).toArray();
  }

  private static long[] read(StorageBackend seen, Column column, long from, long to, int piece) {
    long[] values = new long[(int) (to - from) + piece];
    int count = 0;
    try (ColumnCursor cursor = seen.read(column, from, to)) {
      for (int size = cursor.read(values, 0, piece);
          size > 0;
          size = cursor.read(values, count, piece)) {
        count += size;
      }
    }
    return Arrays.copyOf(values, count);
  }

  private static void assertHolds(StorageBackend seen, List<Sample> model, int piece) {
    assertThat(seen.count()).isEqualTo(model.size());
    for (Column column : Column.values()) {
      assertThat(read(seen, column, 0, model.size(), piece)).isEqualTo(values(model, column));
    }
  }

  /** Every operation is a number: what it does follows from its remainder by six. */
  @Property(tries = 60)
  void behavesAsAList(
      @ForAll @Size(max = 25) List<@IntRange(max = 599) Integer> operations,
      @ForAll @IntRange(min = 1, max = 30) int piece,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Sample> model = new ArrayList<>();
    List<Integer> boundaries = new ArrayList<>(List.of(0));
    int trigger = 0;
    try (Place place = newPlace()) {
      StorageBackend seen = place.open(0);
      for (int operation : operations) {
        int argument = operation / 6;
        switch (operation % 6) {
          case 0, 1 -> {
            List<Sample> batch = samples(trigger, argument % 40, random);
            seen.append(trigger, columns(batch));
            model.addAll(batch);
            boundaries.add(model.size());
          }
          case 2 -> trigger += 1 + argument % 2;
          case 3 -> {
            int boundary = boundaries.get(argument % boundaries.size());
            seen.truncate(boundary);
            model.subList(boundary, model.size()).clear();
            boundaries.removeIf(other -> other > boundary);
          }
          case 4 -> {
            seen.close();
            seen = place.open(model.size());
          }
          default -> {
            int from = argument % (model.size() + 1);
            int to = Math.min(model.size(), from + piece);
            assertThat(read(seen, Column.KEY, from, to, piece))
                .isEqualTo(values(model.subList(from, to), Column.KEY));
          }
        }
      }
      assertHolds(seen, model, piece);
      for (int id = 0; id <= trigger + 1; id++) {
        int start = id;
        assertThat(seen.startOfTrigger(id))
            .isEqualTo(model.stream().filter(sample -> sample.triggerId() < start).count());
      }
      seen.close();
      assertHolds(place.open(model.size()), model, piece);
    }
  }

  @Test
  void severalCursorsReadAtOnce() {
    Random random = new Random(1);
    List<Sample> model = samples(0, 1000, random);
    try (Place place = newPlace();
        StorageBackend seen = place.open(0)) {
      seen.append(0, columns(model));
      long[] keys = new long[1000];
      long[] labels = new long[1000];
      try (ColumnCursor keyCursor = seen.read(Column.KEY, 0, 1000);
          ColumnCursor labelCursor = seen.read(Column.LABEL, 0, 1000)) {
        for (int start = 0; start < 1000; start += 100) {
          assertThat(keyCursor.read(keys, start, 100)).isEqualTo(100);
          assertThat(labelCursor.read(labels, start, 100)).isEqualTo(100);
        }
      }
      assertThat(keys).isEqualTo(values(model, Column.KEY));
      assertThat(labels).isEqualTo(values(model, Column.LABEL));
    }
  }

  @Test
  void largeBatchesAreKeptInOrder() {
    int count = 600_000;
    long[] keys = new Random(2).longs(count).toArray();
    long[] labels = new Random(3).longs(count, 0, 10).toArray();
    try (Place place = newPlace();
        StorageBackend seen = place.open(0)) {
      seen.append(0, new SeenSamples(keys, new long[count], labels, count));
      long[] read = new long[count];
      try (ColumnCursor cursor = seen.read(Column.KEY, 0, count)) {
        assertThat(cursor.read(read, 0, count)).isEqualTo(count);
      }
      assertThat(Arrays.equals(read, keys)).isTrue();
      try (ColumnCursor cursor = seen.read(Column.LABEL, 500_000, count)) {
        assertThat(cursor.read(read, 0, count)).isEqualTo(100_000);
      }
      assertThat(Arrays.equals(read, 0, 100_000, labels, 500_000, count)).isTrue();
    }
  }

  @Test
  void distinctLabelsAreSorted() {
    try (Place place = newPlace();
        StorageBackend seen = place.open(0)) {
      seen.append(
          0,
          new SeenSamples(
              new long[5], new long[5], new long[] {9, Long.MAX_VALUE, -4, 9, 70_000}, 5));
      seen.append(1, new SeenSamples(new long[2], new long[2], new long[] {1, 0}, 2));

      assertThat(DistinctLabels.of(seen, 0, 7))
          .containsExactly(-4, 0, 1, 9, 70_000, Long.MAX_VALUE);
      assertThat(DistinctLabels.of(seen, 5, 7)).containsExactly(0, 1);
      assertThat(DistinctLabels.of(seen, 7, 7)).isEmpty();
    }
  }

  @Test
  void fewerSamplesThanTriggersWereComputedOverAreDataLoss() {
    try (Place place = newPlace()) {
      try (StorageBackend seen = place.open(0)) {
        seen.append(0, new SeenSamples(new long[7], new long[7], new long[7], 7));
      }
      assertThatThrownBy(() -> place.open(8))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
          .hasMessageContaining("7 samples")
          .hasMessageContaining("over 8");
    }
  }

  @Test
  void pipelinesDoNotMix() {
    Random random = new Random(4);
    List<List<Sample>> models = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    List<StorageBackend> backends = new ArrayList<>();
    for (int pipeline = 0; pipeline < 5; pipeline++) {
      places.add(newPlace());
      backends.add(places.getLast().open(0));
      models.add(new ArrayList<>());
    }
    for (int round = 0; round < 6; round++) {
      for (int pipeline = 0; pipeline < 5; pipeline++) {
        List<Sample> batch = samples(round, 1 + random.nextInt(20), random);
        backends.get(pipeline).append(round, columns(batch));
        models.get(pipeline).addAll(batch);
      }
    }
    backends.get(2).truncate(0);
    models.get(2).clear();
    for (int pipeline = 0; pipeline < 5; pipeline++) {
      assertHolds(backends.get(pipeline), models.get(pipeline), 7);
      backends.get(pipeline).close();
      places.get(pipeline).close();
    }
  }
}
