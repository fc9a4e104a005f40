package org.modyn.common.trained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

final class TrainedSamplesFileTest {
  private static final int PIPELINE = 3;
  private static final int TRIGGER = 8;

  @TempDir private Path directory;

  private record Sample(long key, int epoch, float weight, float loss, float norm) {}

  /** Random batches of several epochs; some epochs have equal weights. */
  private static List<List<Sample>> batches(int number, int largest, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<Sample>> batches = new ArrayList<>();
    int epoch = 0;
    for (int batch = 0; batch < number; batch++) {
      epoch += random.nextInt(3) == 0 ? 1 : 0;
      List<Sample> samples = new ArrayList<>();
      for (int size = random.nextInt(1, largest + 1); size > 0; size--) {
        float weight = epoch % 2 == 0 ? 1 : (float) random.nextDouble();
        samples.add(
            new Sample(
                random.nextLong(1L << random.nextInt(1, 63)),
                epoch,
                weight,
                (float) random.nextDouble(),
                (float) random.nextDouble()));
      }
      batches.add(samples);
    }
    return batches;
  }

  private static void add(TrainedSamplesWriter writer, List<Sample> batch) {
    int size = batch.size();
    long[] keys = new long[size + 2];
    float[] weights = new float[size];
    float[] losses = new float[size];
    float[] norms = new float[size];
    for (int index = 0; index < size; index++) {
      keys[index] = batch.get(index).key();
      weights[index] = batch.get(index).weight();
      losses[index] = batch.get(index).loss();
      norms[index] = batch.get(index).norm();
    }
    writer.add(
        batch.getFirst().epoch(),
        size,
        keys,
        MemorySegment.ofArray(weights),
        MemorySegment.ofArray(losses),
        MemorySegment.ofArray(norms));
  }

  private static List<Sample> read(Path file) {
    List<Sample> samples = new ArrayList<>();
    TrainedSamples block = new TrainedSamples();
    try (TrainedSamplesReader reader = TrainedSamplesReader.open(file, PIPELINE, TRIGGER)) {
      while (reader.next(block)) {
        for (int index = 0; index < block.size(); index++) {
          samples.add(
              new Sample(
                  block.keys()[index],
                  block.epoch(),
                  block.weights()[index],
                  block.losses()[index],
                  block.gradientNorms()[index]));
        }
      }
      assertThat(reader.samples()).isEqualTo(samples.size());
    }
    return samples;
  }

  private static List<Sample> flat(List<List<Sample>> batches) {
    return batches.stream().flatMap(List::stream).toList();
  }

  private Path file() throws IOException {
    return Files.createTempFile(directory, "samples", "");
  }

  private static TrainedSamplesWriter create(Path file) {
    return TrainedSamplesWriter.create(file, PIPELINE, TRIGGER);
  }

  private Path write(List<List<Sample>> batches) throws IOException {
    Path file = file();
    try (TrainedSamplesWriter writer = create(file)) {
      batches.forEach(batch -> add(writer, batch));
      writer.sync();
    }
    return file;
  }

  @Test
  void columnsComeBackAcrossBlocks() throws Exception {
    List<List<Sample>> batches = batches(9, 50_000, 5);
    Path file = write(batches);
    assertThat(flat(batches).size()).isGreaterThan(2 * TrainedSamples.CAPACITY);
    assertThat(read(file)).isEqualTo(flat(batches));
  }

  @Test
  void anEmptyTrainingHasAHeaderOnly() throws Exception {
    Path file = write(List.of());
    assertThat(read(file)).isEmpty();
    assertThat(Files.size(file)).isEqualTo(TrainedSamplesFormat.HEADER_SIZE);
  }

  /** Keys of one dataset and equal weights: 2 bytes a key, 4 a loss, 4 a norm. */
  @Test
  void sizeIsThatOfThePackedColumns() throws Exception {
    List<Sample> batch = new ArrayList<>();
    for (int index = 0; index < 10_000; index++) {
      batch.add(new Sample(5_000_000_000L + index, 0, 0.5f, index, 2 * index));
    }
    assertThat(Files.size(write(List.of(batch)))).isEqualTo(32 + 32 + 10_000 * 10 + 4);
  }

  /**
   * A training that syncs after every batch is killed after some of them, and continues from an
   * earlier one, with different numbers in between: the file is that of an undisturbed training.
   */
  @Property(tries = 50)
  void aResumedFileEqualsAnUndisturbedOne(
      @ForAll long seed,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 0, max = 11) Integer> kills)
      throws Exception {
    directory = Files.createTempDirectory("trained-samples");
    List<List<Sample>> batches = batches(12, 40, seed);
    Path undisturbed = file();
    long[] counts = new long[batches.size() + 1];
    try (TrainedSamplesWriter writer = create(undisturbed)) {
      for (int batch = 0; batch < batches.size(); batch++) {
        add(writer, batches.get(batch));
        writer.sync();
        counts[batch + 1] = writer.samples();
      }
    }
    Path file = file();
    try (TrainedSamplesWriter writer = create(file)) {
      for (List<Sample> batch : batches(12, 40, seed)) {
        add(writer, batch);
        writer.sync();
      }
      add(writer, batches(1, 40, seed + 1).getFirst());
    }
    for (int kill : kills) {
      try (TrainedSamplesWriter writer =
          TrainedSamplesWriter.resume(file, PIPELINE, TRIGGER, counts[kill]).orElseThrow()) {
        for (List<Sample> batch : batches.subList(kill, batches.size())) {
          add(writer, batch);
          writer.sync();
        }
      }
      assertThat(file).hasSameBinaryContentAs(undisturbed);
    }
    try (var files = Files.list(directory)) {
      for (Path left : files.toList()) {
        Files.delete(left);
      }
    }
    Files.delete(directory);
  }

  @Test
  void aFileThatDoesNotFitIsNotResumed() throws Exception {
    Path file = write(batches(3, 20, 1));
    long samples = read(file).size();
    byte[] before = Files.readAllBytes(file);
    assertThat(resume(file, PIPELINE, TRIGGER, samples + 1)).isEmpty();
    assertThat(resume(file, PIPELINE, TRIGGER + 1, samples)).isEmpty();
    assertThat(resume(file, PIPELINE + 1, TRIGGER, samples)).isEmpty();
    assertThat(resume(directory.resolve("none"), PIPELINE, TRIGGER, 0)).isEmpty();
    assertThat(file).hasBinaryContent(before);
    before[before.length - 30] ^= 1;
    Files.write(file, before);
    assertThat(resume(file, PIPELINE, TRIGGER, samples)).isEmpty();
  }

  private static Optional<TrainedSamplesWriter> resume(
      Path file, int pipeline, int trigger, long samples) {
    return TrainedSamplesWriter.resume(file, pipeline, trigger, samples);
  }

  @Test
  void everyDamagedByteIsFound() throws Exception {
    Path file = write(batches(4, 3, 2));
    byte[] bytes = Files.readAllBytes(file);
    for (int index = 0; index < bytes.length; index++) {
      byte[] damaged = bytes.clone();
      damaged[index] ^= 0x10;
      Files.write(file, damaged);
      assertThatThrownBy(() -> read(file))
          .as("byte %s", index)
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
          .hasMessageStartingWith(file + ": ");
    }
  }

  @Test
  void aFileThatIsCutWithinABlockIsFound() throws Exception {
    Path file = write(List.of(batches(1, 50, 3).getFirst()));
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length++) {
      if (length != TrainedSamplesFormat.HEADER_SIZE) {
        Files.write(file, java.util.Arrays.copyOf(bytes, length));
        assertThatThrownBy(() -> read(file)).hasMessageStartingWith(file + ": ");
      }
    }
  }
}
