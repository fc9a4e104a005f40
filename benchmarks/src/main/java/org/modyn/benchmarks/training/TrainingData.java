package org.modyn.benchmarks.training;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.CriteoData;
import org.modyn.benchmarks.framework.RecordFiles;
import org.modyn.benchmarks.training.LoaderPlatform.Trigger;
import org.modyn.common.sample.SampleClient;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.SelectorKeySource;
import org.modyn.ml.parser.BytesParser;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.parser.LabelTransformers;

/**
 * The generated samples of a benchmark, and the loaders that read them: from the servers, as in a
 * training, and directly from the files. Files and servers are created when they are first used.
 */
final class TrainingData implements AutoCloseable {
  static final int BATCH_SIZE = 2_048;
  private static final String PARSER = "Criteo()";
  private static final int CATEGORIES = 100_000;
  private static final int QUICK_CATEGORIES = 100;
  private static final int SAMPLES = 2_000_000;
  private static final int QUICK_SAMPLES = 20_000;
  private static final int FILES = 8;

  private final Path directory;
  private final int samples;
  private final int categories;
  private final BytesParser parser = BytesParsers.create(PARSER);
  private RecordFiles files;
  private LoaderPlatform platform;

  /**
   * @param directory for files, state and logs
   */
  TrainingData(Path directory, BenchmarkOptions options) {
    this.directory = requireNonNull(directory, "directory is null");
    categories = options.quick() ? QUICK_CATEGORIES : CATEGORIES;
    samples = (int) options.samples().orElse(options.quick() ? QUICK_SAMPLES : SAMPLES);
  }

  /** Returns the number of samples. */
  int samples() {
    return samples;
  }

  /** Returns the number of different categories in each of the 26 fields. */
  int categories() {
    return categories;
  }

  /** Triggers in a new pipeline; see {@link LoaderPlatform#trigger}. */
  Trigger trigger(int triggered, int samplesPerPartition, int workers) throws IOException {
    return platform().trigger(triggered, samplesPerPartition, workers);
  }

  /** Starts to load a training set; see the other method. */
  BatchLoader load(
      Trigger trigger, Channel storage, int prefetchedPartitions, int parallelRequests) {
    return load(trigger, platform.selector(), storage, prefetchedPartitions, parallelRequests);
  }

  /**
   * Starts to load a training set in the order of its keys.
   *
   * @param selector a channel to the selector
   * @param storage a channel to the storage
   */
  static BatchLoader load(
      Trigger trigger,
      Channel selector,
      Channel storage,
      int prefetchedPartitions,
      int parallelRequests) {
    return BatchLoader.start(
        SelectorKeySource.open(selector, trigger.pipelineId(), trigger.triggerId()),
        new SampleClient(storage),
        LoaderPlatform.DATASET,
        BytesParsers.create(PARSER),
        LabelTransformers.create(""),
        new LoaderOptions(
            trigger.workers(),
            BATCH_SIZE,
            1,
            false,
            0,
            false,
            true,
            prefetchedPartitions,
            parallelRequests));
  }

  /** Starts to load the first samples of the files. */
  LocalLoader loadLocally(int loaded, int workers) {
    return LocalLoader.start(files, loaded, workers, BATCH_SIZE, parser);
  }

  /** Returns the channel to the storage. */
  Channel storage() throws IOException {
    return platform().storage();
  }

  private LoaderPlatform platform() throws IOException {
    if (platform == null) {
      Path folder = Files.createDirectories(directory.resolve(LoaderPlatform.DATASET));
      CriteoData.write(folder, samples, FILES, categories);
      files = new RecordFiles(folder, CriteoData.RECORD_SIZE, CriteoData.LABEL_SIZE);
      platform = LoaderPlatform.start(directory, folder, samples);
    }
    return platform;
  }

  @Override
  public void close() {
    if (platform != null) {
      platform.close();
    }
    if (files != null) {
      files.close();
    }
  }
}
