package org.modyn.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.training.LoaderPlatform.Trigger;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.tensor.TensorBatch;

/** Both loaders of the benchmark do the same work. */
class TrainingDataTest {
  private static final int SAMPLES = 9_001;
  private static final int LOADED = 8_501;
  private static final int WORKERS = 3;

  @TempDir private static Path directory;
  private static TrainingData data;

  @BeforeAll
  static void start() {
    data = new TrainingData(directory, BenchmarkOptions.QUICK.withSamples(SAMPLES));
  }

  @AfterAll
  static void stop() {
    data.close();
  }

  @Test
  void bothLoadersLoadTheSameSamples() throws Exception {
    Trigger trigger = data.trigger(LOADED, 2_000, WORKERS);
    List<String> loaded = new ArrayList<>();
    List<Long> keys = new ArrayList<>();
    try (BatchLoader loader = data.load(trigger, data.storage(), 1, 2)) {
      read(loader::next, loaded, keys);
    }
    assertThat(new HashSet<>(keys)).hasSize(LOADED);
    assertThat(keys).isNotEqualTo(keys.stream().sorted().toList());

    List<String> local = new ArrayList<>();
    List<Long> indexes = new ArrayList<>();
    try (LocalLoader loader = data.loadLocally(LOADED, WORKERS)) {
      read(loader::next, local, indexes);
    }
    assertThat(new HashSet<>(indexes)).hasSize(LOADED);

    Collections.sort(loaded);
    Collections.sort(local);
    assertThat(local).isEqualTo(loaded);
    assertThat(new HashSet<>(local)).hasSize(LOADED);
  }

  @Test
  void aLocalLoaderCanBeClosedEarly() throws Exception {
    data.storage();
    LocalLoader loader = data.loadLocally(SAMPLES, 1);
    try (LoadedBatch batch = loader.next()) {
      assertThat(batch.tensors().size()).isEqualTo(TrainingData.BATCH_SIZE);
    }
    loader.close();
    loader.close();
  }

  /** Adds the label and the tensors of each sample, as text, and its key. */
  private static void read(
      Supplier<? extends LoadedBatch> batches, List<String> samples, List<Long> keys) {
    for (LoadedBatch batch = batches.get(); batch != null; batch = batches.get()) {
      TensorBatch tensors = batch.tensors();
      for (int row = 0; row < tensors.size(); row++) {
        keys.add(tensors.keys()[row]);
        StringBuilder sample = new StringBuilder().append(tensors.label(row));
        for (int tensor = 0; tensor < tensors.specifications().size(); tensor++) {
          long bytes = tensors.specifications().get(tensor).bytesPerSample();
          MemorySegment memory = tensors.tensor(tensor).asSlice(row * bytes, bytes);
          for (long offset = 0; offset < bytes; offset++) {
            sample.append(' ').append(memory.get(ValueLayout.JAVA_BYTE, offset));
          }
        }
        samples.add(sample.toString());
      }
      batch.close();
    }
  }
}
