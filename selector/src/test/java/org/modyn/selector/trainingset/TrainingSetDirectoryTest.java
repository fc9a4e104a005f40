package org.modyn.selector.trainingset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.trainingset.PartitionId;
import org.modyn.common.trainingset.TrainingSetReader;
import org.modyn.common.trainingset.WorkerShare;
import org.modyn.selector.TemporaryDirectory;
import org.modyn.selector.partition.Partition;

class TrainingSetDirectoryTest {
  private static final PartitionId PARTITION = new PartitionId(3, 5, 0, 7);

  /** As documented by the format. */
  private static final int HEADER_SIZE = 64;

  /** As documented by the format. */
  private static final int SAMPLES_A_CHECKSUM = 65_536;

  @TempDir private Path directory;

  @Property(tries = 60)
  void workersTogetherReadWhatWasWritten(
      @ForAll @IntRange(min = 1, max = 9) int workers,
      @ForAll @IntRange(max = 200_000) int samples,
      @ForAll @IntRange(min = 1, max = 100_000) int batch,
      @ForAll @IntRange(max = 63) int keyBits,
      @ForAll boolean weighted,
      @ForAll long seed) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      TrainingSetDirectory trainingSets = new TrainingSetDirectory(temporary.path());
      long[] keys = new Random(seed).longs(samples).map(key -> seed + (key >>> keyBits)).toArray();
      float[] weights = new float[samples];
      for (int index = 0; index < samples; index++) {
        weights[index] = weighted ? (float) keys[index] : 0.5f;
      }
      trainingSets.write(PARTITION, new Partition(keys, weights, samples, Map.of()));

      long[] readKeys = new long[samples];
      float[] readWeights = new float[samples];
      int count = 0;
      for (int worker = 0; worker < workers; worker++) {
        WorkerShare share = WorkerShare.of(worker, workers, samples);
        try (TrainingSetReader reader = trainingSets.open(PARTITION, samples, share)) {
          while (reader.remaining() > 0) {
            int size = Math.min(batch, reader.remaining());
            long[] someKeys = new long[size];
            float[] someWeights = new float[size];
            reader.read(size, someKeys, someWeights);
            System.arraycopy(someKeys, 0, readKeys, count, size);
            System.arraycopy(someWeights, 0, readWeights, count, size);
            count += size;
          }
        }
      }
      assertThat(count).isEqualTo(samples);
      assertThat(Arrays.equals(readKeys, keys)).isTrue();
      assertThat(Arrays.equals(readWeights, weights)).isTrue();
    }
  }

  @Test
  void fileHasTheDocumentedBytes() throws IOException {
    TrainingSetDirectory trainingSets = new TrainingSetDirectory(directory);
    trainingSets.write(
        PARTITION, new Partition(new long[] {1, -1}, new float[] {1.0f, 2.0f}, 2, Map.of()));

    byte[] bytes = Files.readAllBytes(file());

    assertThat(bytes).hasSize(64 + 2 + 2 * 4 + 4);
    assertThat(new String(bytes, 0, 8, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("MODYNTRS");
    assertThat(Arrays.copyOfRange(bytes, 8, 48))
        .containsExactly(
            2, 0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, -1, -1, -1, -1,
            -1, -1, -1, -1, 4, 0, 0, 0, 0, 0, 0, 0);
    assertThat(Arrays.copyOfRange(bytes, 64, 74))
        .containsExactly(2, 0, 0, 0, -128, 63, 0, 0, 0, 64);
  }

  @Test
  void equalWeightsAreWrittenOnce() throws IOException {
    TrainingSetDirectory trainingSets = new TrainingSetDirectory(directory);
    trainingSets.write(
        PARTITION, new Partition(new long[] {9, 9, 9}, new float[] {2, 2, 2}, 3, Map.of()));

    byte[] bytes = Files.readAllBytes(file());

    assertThat(bytes).hasSize(64 + 4);
    assertThat(Arrays.copyOfRange(bytes, 28, 48))
        .containsExactly(0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64);
  }

  @Property(tries = 100)
  void anyDamagedByteIsFound(@ForAll @IntRange(max = 64 + 20 * 8 + 3) int offset) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      TrainingSetDirectory trainingSets = new TrainingSetDirectory(temporary.path());
      writeSamples(trainingSets, 20);
      Path file = temporary.path().resolve("3/5/7.training-set");
      TemporaryDirectory.damage(file, offset);

      assertDataLoss(() -> readAll(trainingSets, 20), file);
    }
  }

  @Test
  void missingOrShortenedFileIsDataLoss() throws IOException {
    TrainingSetDirectory trainingSets = new TrainingSetDirectory(directory);
    writeSamples(trainingSets, 20);
    TemporaryDirectory.cut(file(), 100);
    assertDataLoss(() -> readAll(trainingSets, 20), file());
    TemporaryDirectory.cut(file(), 0);
    assertDataLoss(() -> readAll(trainingSets, 20), file());

    Files.delete(file());
    assertDataLoss(() -> readAll(trainingSets, 20), file());
  }

  @Test
  void workerVerifiesOnlyWhatItReads() {
    int samples = 3 * SAMPLES_A_CHECKSUM;
    TrainingSetDirectory trainingSets = new TrainingSetDirectory(directory);
    writeSamples(trainingSets, samples);
    TemporaryDirectory.damage(file(), HEADER_SIZE + 8L * SAMPLES_A_CHECKSUM);

    for (int worker : new int[] {0, 2}) {
      try (TrainingSetReader reader =
          trainingSets.open(PARTITION, samples, WorkerShare.of(worker, 3, samples))) {
        int count = reader.remaining();
        assertThat(count).isEqualTo(SAMPLES_A_CHECKSUM);
        reader.read(count, new long[count], new float[count]);
        assertThat(reader.remaining()).isZero();
      }
    }
    assertDataLoss(() -> readAll(trainingSets, samples), file());
  }

  @Test
  void discardRemovesOneTrigger() {
    TrainingSetDirectory trainingSets = new TrainingSetDirectory(directory);
    writeSamples(trainingSets, 4);
    trainingSets.write(
        new PartitionId(3, 6, 0, 0), new Partition(new long[1], new float[1], 1, Map.of()));

    trainingSets.discard(3, 5);
    trainingSets.discard(3, 9);

    assertThat(directory.resolve("3/5")).doesNotExist();
    assertThat(directory.resolve("3/6/0.training-set")).exists();
  }

  private static void writeSamples(TrainingSetDirectory trainingSets, int samples) {
    long[] keys = new Random(1).longs(samples).toArray();
    float[] weights = new float[samples];
    Arrays.fill(weights, 1.0f);
    trainingSets.write(PARTITION, new Partition(keys, weights, samples, Map.of()));
  }

  private static void readAll(TrainingSetDirectory trainingSets, int samples) {
    try (TrainingSetReader reader =
        trainingSets.open(PARTITION, samples, new WorkerShare(0, samples))) {
      reader.read(samples, new long[samples], new float[samples]);
    }
  }

  private static void assertDataLoss(ThrowingCallable reading, Path file) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
        .hasMessageContaining(file.toString());
  }

  private Path file() {
    return directory.resolve("3/5/7.training-set");
  }
}
