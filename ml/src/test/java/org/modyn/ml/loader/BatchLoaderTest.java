package org.modyn.ml.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.loader.LoaderFixture.Loaded;
import org.modyn.ml.testing.TestSelector;
import org.modyn.ml.testing.TestStorage;

class BatchLoaderTest {
  @Property(tries = 60)
  void everyKeyComesOnceAnEpochWithItsOwnValues(
      @ForAll @IntRange(min = 0, max = 300) int numberOfKeys,
      @ForAll @IntRange(min = 1, max = 5) int partitions,
      @ForAll @IntRange(min = 1, max = 4) int workers,
      @ForAll @IntRange(min = 1, max = 70) int batchSize,
      @ForAll boolean shuffle,
      @ForAll boolean cross,
      @ForAll boolean weighted,
      @ForAll @IntRange(min = 0, max = 3) int prefetched,
      @ForAll @IntRange(min = 1, max = 3) int requests) {
    long[] keys = LongStream.range(0, numberOfKeys).toArray();
    LoaderOptions options =
        new LoaderOptions(workers, batchSize, 2, shuffle, 1, false, cross, prefetched, requests);
    try (LoaderFixture fixture =
        LoaderFixture.start(
            LoaderFixture.storage(numberOfKeys, 16),
            new TestSelector(keys, partitions, workers, weighted))) {
      List<List<Loaded>> epochs = fixture.load(options);
      assertThat(epochs).hasSize(2);
      for (List<Loaded> epoch : epochs) {
        assertThat(LoaderFixture.keys(epoch)).containsExactlyInAnyOrderElementsOf(boxed(keys));
        epoch.forEach(batch -> batch.assertConsistent(weighted));
      }
    }
  }

  @Property(tries = 20)
  void theOrderDependsOnTheSeedAlone(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int workers,
      @ForAll @IntRange(min = 0, max = 2) int prefetched) {
    long[] keys = LongStream.range(0, 200).toArray();
    LoaderOptions options =
        new LoaderOptions(workers, 16, 2, true, seed, false, true, prefetched, 2);
    try (LoaderFixture fixture =
        LoaderFixture.start(
            LoaderFixture.storage(200, 5), new TestSelector(keys, 3, workers, false))) {
      List<List<Loaded>> first = fixture.load(options);
      assertThat(fixture.load(options)).isEqualTo(first);
      assertThat(LoaderFixture.keys(first.get(0))).isNotEqualTo(LoaderFixture.keys(first.get(1)));
      LoaderOptions otherSeed =
          new LoaderOptions(workers, 16, 2, true, seed + 1, false, true, prefetched, 2);
      assertThat(fixture.load(otherSeed)).isNotEqualTo(first);
    }
  }

  @Property(tries = 40)
  void aLoaderThatStartsWhereAnotherWasGivesTheSameBatches(
      @ForAll @IntRange(min = 0, max = 120) int numberOfKeys,
      @ForAll @IntRange(min = 1, max = 4) int partitions,
      @ForAll @IntRange(min = 1, max = 3) int workers,
      @ForAll @IntRange(min = 1, max = 40) int batchSize,
      @ForAll @IntRange(min = 1, max = 9) int batchesBetweenRestarts,
      @ForAll boolean shuffle,
      @ForAll boolean drop) {
    long[] keys = LongStream.range(0, numberOfKeys).toArray();
    LoaderOptions options = new LoaderOptions(workers, batchSize, 2, shuffle, 3, drop, true, 1, 2);
    try (LoaderFixture fixture =
        LoaderFixture.start(
            LoaderFixture.storage(numberOfKeys, 16),
            new TestSelector(keys, partitions, workers, false))) {
      assertThat(fixture.loadWithRestarts(options, batchesBetweenRestarts))
          .isEqualTo(fixture.load(options));
    }
  }

  private static List<Long> boxed(long[] keys) {
    return Arrays.stream(keys).boxed().toList();
  }

  @Test
  void withoutShufflingWorkersTakeTurnsInTheSelectorsOrder() {
    long[] keys = {9, 3, 7, 1, 5, 2, 8, 6, 4, 0};
    try (LoaderFixture fixture =
        LoaderFixture.start(LoaderFixture.storage(10, 3), new TestSelector(keys, 1, 2, false))) {
      List<Loaded> epoch =
          fixture.load(new LoaderOptions(2, 2, 1, false, 0, false, true, 1, 1)).getFirst();
      assertThat(epoch.stream().map(Loaded::keys))
          .containsExactly(
              List.of(9L, 3L),
              List.of(2L, 8L),
              List.of(7L, 1L),
              List.of(6L, 4L),
              List.of(5L),
              List.of(0L));
    }
  }

  @Test
  void aWorkerThatIsDoneIsLeftOut() {
    long[] keys = {0, 1, 2, 3, 4, 5, 6};
    KeySource uneven = new ListKeySource(List.of(new long[] {0}, keys));
    try (LoaderFixture fixture =
        LoaderFixture.start(LoaderFixture.storage(10, 3), new TestSelector(keys, 1, 1, false))) {
      List<Loaded> epoch =
          fixture.load(uneven, new LoaderOptions(2, 3, 1, false, 0, false, true, 1, 1)).getFirst();
      assertThat(epoch.stream().map(Loaded::keys))
          .containsExactly(List.of(0L), List.of(0L, 1L, 2L), List.of(3L, 4L, 5L), List.of(6L));
    }
  }

  @Test
  void theLastBatchOfAWorkerIsDroppedWhenAskedTo() {
    long[] keys = LongStream.range(0, 23).toArray();
    TestStorage storage = LoaderFixture.storage(23, 3);
    try (LoaderFixture fixture =
        LoaderFixture.start(storage, new TestSelector(keys, 3, 2, false))) {
      List<List<Loaded>> epochs =
          fixture.load(new LoaderOptions(2, 4, 2, true, 0, true, true, 1, 1));
      for (List<Loaded> epoch : epochs) {
        assertThat(epoch).allSatisfy(batch -> assertThat(batch.keys()).hasSize(4));
        assertThat(LoaderFixture.keys(epoch)).hasSize(20).doesNotHaveDuplicates();
      }
      assertThat(storage.samplesSent()).isEqualTo(40);
    }
  }

  @Test
  void aKeyMayStandSeveralTimesInAShare() {
    long[] keys = {4, 4, 1, 4, 2, 1};
    try (LoaderFixture fixture =
        LoaderFixture.start(LoaderFixture.storage(10, 2), new TestSelector(keys, 1, 1, true))) {
      List<Loaded> epoch =
          fixture.load(new LoaderOptions(1, 4, 1, false, 0, false, true, 1, 1)).getFirst();
      assertThat(LoaderFixture.keys(epoch)).isEqualTo(boxed(keys));
      epoch.forEach(batch -> batch.assertConsistent(true));
    }
  }

  @Test
  void anAnswerThatBreaksOffIsContinued() {
    long[] keys = LongStream.range(0, 100).toArray();
    TestStorage storage = LoaderFixture.storage(100, 10);
    storage.breakAfterMessages(3);
    try (LoaderFixture fixture =
        LoaderFixture.start(storage, new TestSelector(keys, 1, 1, false))) {
      List<Loaded> epoch =
          fixture.load(new LoaderOptions(1, 32, 1, true, 0, false, true, 1, 1)).getFirst();
      assertThat(LoaderFixture.keys(epoch)).containsExactlyInAnyOrderElementsOf(boxed(keys));
      assertThat(storage.samplesSent()).isEqualTo(100);
    }
  }

  @Test
  void aSampleThatStorageDoesNotSendIsAnError() {
    long[] keys = LongStream.range(0, 50).toArray();
    TestStorage storage = LoaderFixture.storage(50, 10);
    storage.lose(17);
    assertFails(storage, new TestSelector(keys, 2, 2, false), ErrorCategory.DATA_LOSS, "key 17");
  }

  @Test
  void anErrorOfTheSelectorReachesTheConsumer() {
    TestSelector selector = new TestSelector(LongStream.range(0, 50).toArray(), 4, 2, false);
    selector.breakPartition(2);
    assertFails(LoaderFixture.storage(50, 10), selector, ErrorCategory.DATA_LOSS, "partition 2");
  }

  private static void assertFails(
      TestStorage storage, TestSelector selector, ErrorCategory category, String message) {
    try (LoaderFixture fixture = LoaderFixture.start(storage, selector)) {
      LoaderOptions options = new LoaderOptions(2, 8, 1, true, 0, false, true, 1, 2);
      assertThatThrownBy(() -> fixture.load(options))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> {
                assertThat(error.category()).isEqualTo(category);
                assertThat(error).hasMessageContaining(message);
              });
    }
  }

  @Test
  @Timeout(60)
  void closeStopsWorkersThatWaitForTheConsumer() {
    long[] keys = LongStream.range(0, 5_000).toArray();
    try (LoaderFixture fixture =
        LoaderFixture.start(
            LoaderFixture.storage(5_000, 100), new TestSelector(keys, 4, 2, false))) {
      LoaderOptions options =
          new LoaderOptions(2, 4, LoaderOptions.WITHOUT_END, true, 0, false, true, 2, 2);
      BatchLoader loader = fixture.loader(options);
      loader.next().close();
      loader.close();
      assertThatThrownBy(loader::next).hasMessageContaining("closed");
    }
  }

  @Test
  @Timeout(60)
  void aWorkerWithoutKeysDoesNotRunAwayOverTheEpochs() {
    try (LoaderFixture fixture =
            LoaderFixture.start(
                LoaderFixture.storage(10, 100), new TestSelector(new long[] {1, 2}, 1, 3, false));
        BatchLoader loader =
            fixture.loader(
                new LoaderOptions(3, 4, LoaderOptions.WITHOUT_END, true, 0, false, true, 1, 1))) {
      int batches = 0;
      for (int epoch = 0; epoch < 100; epoch++) {
        for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
          assertThat(batch.epoch()).isEqualTo(epoch);
          batches++;
          batch.close();
        }
      }
      assertThat(batches).isEqualTo(200);
    }
  }

  @Test
  @Timeout(60)
  void memoryDoesNotGrowWithTheNumberOfKeys() {
    int window = BatchLoader.MAXIMUM_WINDOW_SAMPLES;
    long[] keys = LongStream.range(0, 5L * window).toArray();
    TestStorage storage = LoaderFixture.storage(keys.length, 5_000);
    try (LoaderFixture fixture = LoaderFixture.start(storage, new TestSelector(keys, 1, 1, false));
        BatchLoader loader =
            fixture.loader(new LoaderOptions(1, 1024, 1, false, 0, false, true, 0, 1))) {
      List<Integer> buffers = new ArrayList<>();
      for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
        buffers.add(System.identityHashCode(batch));
        batch.close();
      }
      assertThat(buffers).hasSize(keys.length / 1024);
      assertThat(Arrays.stream(buffers.toArray()).distinct().count())
          .isLessThanOrEqualTo(2L * window / 1024 + 2);
    }
  }

  @Test
  void deadStorageIsUnavailable() {
    try (LoaderFixture fixture =
        LoaderFixture.start(
            LoaderFixture.storage(10, 10), new TestSelector(new long[] {1}, 1, 1, false))) {
      fixture.replaceStorageByNothing();
      assertThatThrownBy(
              () -> fixture.load(new LoaderOptions(1, 1, 1, false, 0, false, true, 1, 1)))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.UNAVAILABLE));
    }
  }
}
