package org.modyn.ml.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.modyn.common.file.DurableFiles;
import org.modyn.ml.loader.KeyShare;

/** Where the samples of a selection come from and go to. */
final class SelectionFilesTest {
  private static Path directory;

  @BeforeContainer
  static void create() throws IOException {
    directory = Files.createTempDirectory("selection-test");
  }

  @AfterContainer
  static void delete() {
    DurableFiles.deleteRecursively(directory);
  }

  private static LocalKeySource.Samples samples(long[] keys, float[] weights) {
    return new LocalKeySource.Samples() {
      @Override
      public long key(int index) {
        return keys[index];
      }

      @Override
      public float weight(int index) {
        return weights[index];
      }
    };
  }

  @Property(tries = 60)
  void workersReadWhatWasWritten(
      @ForAll @IntRange(max = 500) int size,
      @ForAll @IntRange(min = 1, max = 5) int workers,
      @ForAll @IntRange(min = 1, max = 600) int partitionSize,
      @ForAll boolean restored,
      @ForAll long seed) {
    Random random = new Random(seed);
    long[] keys = random.longs(size).toArray();
    float[] weights = new float[size];
    for (int index = 0; index < size; index++) {
      weights[index] = random.nextFloat();
    }
    SelectionStore store = new SelectionStore(directory.resolve("set"), 3, 4, partitionSize);
    LocalKeySource source = LocalKeySource.write(store, samples(keys, weights), size, workers);
    if (restored) {
      source = LocalKeySource.restore(store, source.save(), workers);
    }
    assertThat(source.numberOfPartitions()).isEqualTo(Math.ceilDiv(size, partitionSize));
    long[] readKeys = new long[size];
    float[] readWeights = new float[size];
    int filled = 0;
    for (int partition = 0; partition < source.numberOfPartitions(); partition++) {
      for (int worker = 0; worker < workers; worker++) {
        KeyShare share = source.fetch(worker, partition);
        share.copyKeys(0, readKeys, filled, share.size());
        share.copyWeights(0, readWeights, filled, share.size());
        filled += share.size();
      }
    }
    assertThat(readKeys).isEqualTo(keys);
    assertThat(readWeights).isEqualTo(weights);
  }

  @Property(tries = 100)
  void keysAreSortedWithTheirWeights(
      @ForAll @IntRange(max = 200) int size,
      @ForAll @IntRange(min = 1, max = 300) int distinct,
      @ForAll @IntRange(min = 1, max = 3) int workers,
      @ForAll long seed) {
    Random random = new Random(seed);
    long[] keys = random.ints(size, 0, distinct).asLongStream().toArray();
    TrainingSetKeys sorted =
        TrainingSetKeys.read(new SamplingFixture.Keys(keys, workers, true), workers);
    long[] expected = keys.clone();
    Arrays.sort(expected);
    assertThat(sorted.keys()).isEqualTo(expected);
    for (int row = 0; row < size; row++) {
      assertThat(sorted.weight(row)).isEqualTo(SamplingFixture.weight(expected[row]));
    }
    BitSet used = new BitSet();
    for (long key : keys) {
      int row = sorted.nextRow(key, used);
      assertThat(sorted.keys()[row]).isEqualTo(key);
      assertThat(used.get(row)).isFalse();
      used.set(row);
    }
  }

  @Example
  void largeColumnsAreMappedFilesWithoutAName() throws IOException {
    Path scratch = Files.createDirectory(directory.resolve("scratch"));
    try (ScratchMemory memory = new ScratchMemory(scratch, 1_000)) {
      MemorySegment small = memory.allocate(1_000);
      MemorySegment large = memory.allocate((3 << 20) + 8);
      assertThat(small.isMapped()).isFalse();
      assertThat(large.isMapped()).isTrue();
      assertThat(large.byteSize()).isEqualTo((3 << 20) + 8);
      assertThat(scratch).isEmptyDirectory();
      large.setAtIndex(ValueLayout.JAVA_LONG, 3 << 17, 5);
      assertThat(large.getAtIndex(ValueLayout.JAVA_LONG, 3 << 17)).isEqualTo(5);
      assertThat(large.getAtIndex(ValueLayout.JAVA_LONG, 1 << 17)).isZero();
    }
  }
}
