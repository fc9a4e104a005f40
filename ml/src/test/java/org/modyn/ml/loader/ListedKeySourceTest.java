package org.modyn.ml.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.ml.loader.LoaderFixture.Loaded;
import org.modyn.ml.testing.TestSelector;
import org.modyn.ml.testing.TestStorage;

final class ListedKeySourceTest {
  /** A loader takes batches of the workers in turn. */
  @Property(tries = 200)
  void keysAreDealtInOrder(
      @ForAll @IntRange(max = 400_000) int size,
      @ForAll @IntRange(min = 1, max = 4) int workers,
      @ForAll @IntRange(min = 1, max = 40_000) int batchSize) {
    long[] keys = new long[size];
    Arrays.setAll(keys, index -> 3L * index);
    KeySource source = new ListedKeySource(keys, workers, batchSize);
    long[][] shares = new long[workers][size];
    int[] sizes = new int[workers];
    for (int partition = 0; partition < source.numberOfPartitions(); partition++) {
      for (int worker = 0; worker < workers; worker++) {
        KeyShare share = source.fetch(worker, partition);
        share.copyKeys(0, shares[worker], sizes[worker], share.size());
        sizes[worker] += share.size();
      }
    }
    long[] delivered = new long[size];
    int[] taken = new int[workers];
    int filled = 0;
    for (int turn = 0; filled < size; turn++) {
      int worker = turn % workers;
      int length = Math.min(batchSize, sizes[worker] - taken[worker]);
      System.arraycopy(shares[worker], taken[worker], delivered, filled, length);
      taken[worker] += length;
      filled += length;
    }
    assertThat(delivered).isEqualTo(keys);
  }

  /** Whole batches without samples must not change the turns of the workers. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aLoaderKeepsTheOrderWhenSamplesAreSkipped(int workers) {
    LongPredicate deleted = key -> key / 100 % 3 == 1 || key % 11 == 5;
    TestStorage storage = LoaderFixture.storage(1_000, 10);
    storage.delete(deleted);
    long[] keys = LongStream.range(0, 1_000).map(index -> 999 - index).toArray();
    try (LoaderFixture fixture =
        LoaderFixture.start(storage, new TestSelector(new long[0], 1, workers, false))) {
      List<Loaded> loaded =
          fixture.load(
              new ListedKeySource(keys, workers, 16),
              LoaderOptions.inOrder(workers, 16),
              new SkippedSamples(new SampleReadPolicy(true, false)));
      assertThat(LoaderFixture.keys(loaded))
          .isEqualTo(Arrays.stream(keys).filter(deleted.negate()).boxed().toList());
      assertThat(loaded).allSatisfy(batch -> assertThat(batch.keys()).isNotEmpty());
    }
  }
}
