package org.modyn.benchmarks.training;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.IntStream;
import org.modyn.benchmarks.framework.CriteoData;
import org.modyn.benchmarks.framework.DatabaseProcess;
import org.modyn.benchmarks.framework.SelectorUnderTest;
import org.modyn.benchmarks.framework.StorageUnderTest;
import org.modyn.proto.selector.DataInformRequest;

/**
 * A storage with samples like Criteo's, a selector, and their database, as separate processes. The
 * selector has no samples at first; each {@linkplain #trigger trigger} informs it of those that its
 * training set is to have, in a pipeline of its own.
 */
final class LoaderPlatform implements AutoCloseable {
  static final String DATASET = "criteo";
  private static final int SAMPLES_A_REQUEST = 500_000;

  private final DatabaseProcess database;
  private final StorageUnderTest storage;
  private final SelectorUnderTest selector;
  private final long[] keys;
  private int pipelines;

  /**
   * A trigger with a training set, whose samples are in a random order.
   *
   * @param samples the number of samples in the training set
   * @param workers the number of workers that load it
   */
  record Trigger(int pipelineId, int triggerId, int samples, int workers) {}

  private LoaderPlatform(
      DatabaseProcess database, StorageUnderTest storage, SelectorUnderTest selector, long[] keys) {
    this.database = requireNonNull(database, "database is null");
    this.storage = requireNonNull(storage, "storage is null");
    this.selector = requireNonNull(selector, "selector is null");
    this.keys = keys;
  }

  /**
   * Starts the processes, and ingests the samples.
   *
   * @param directory for state and logs
   * @param data the directory with files of {@link CriteoData}
   * @param samples the number of samples in the files
   */
  static LoaderPlatform start(Path directory, Path data, int samples) throws IOException {
    DatabaseProcess database = DatabaseProcess.start(directory);
    StorageUnderTest storage = null;
    try {
      storage = StorageUnderTest.start(directory, database);
      storage.ingest(
          DATASET, data, CriteoData.FILE_WRAPPER, CriteoData.FILE_WRAPPER_CONFIG, samples);
      return new LoaderPlatform(
          database,
          storage,
          SelectorUnderTest.start(directory, database),
          storage.keys(DATASET, samples));
    } catch (IOException | RuntimeException e) {
      if (storage != null) {
        storage.close();
      }
      database.close();
      throw e;
    }
  }

  /**
   * Triggers on the first samples of the dataset.
   *
   * @param samples the number of samples
   * @param samplesPerPartition the number of samples in each partition of the training set, but for
   *     the last one
   * @param workers the number of workers that will load them
   */
  Trigger trigger(int samples, int samplesPerPartition, int workers) {
    int pipelineId = ++pipelines;
    selector.register(
        pipelineId,
        String.format(
            Locale.ROOT,
            """
            {"name": "NewDataStrategy", "maximum_keys_in_memory": %d, "storage_backend": "local",
             "tail_triggers": 0}\
            """,
            samplesPerPartition),
        workers);
    selector.inform(() -> requests(pipelineId, samples));
    return new Trigger(pipelineId, selector.trigger(pipelineId), samples, workers);
  }

  private Iterator<DataInformRequest> requests(int pipelineId, int samples) {
    return IntStream.iterate(0, from -> from < samples, from -> from + SAMPLES_A_REQUEST)
        .mapToObj(from -> request(pipelineId, from, Math.min(samples, from + SAMPLES_A_REQUEST)))
        .iterator();
  }

  private DataInformRequest request(int pipelineId, int from, int to) {
    DataInformRequest.Builder request = DataInformRequest.newBuilder().setPipelineId(pipelineId);
    for (int sample = from; sample < to; sample++) {
      request.addKeys(keys[sample]);
      request.addTimestamps(sample);
      request.addLabels(0);
    }
    return request.build();
  }

  Channel storage() {
    return storage.client().channel();
  }

  String storageAddress() {
    return storage.client().target().addresses().getFirst().toString();
  }

  String selectorAddress() {
    return selector.client().target().addresses().getFirst().toString();
  }

  Channel selector() {
    return selector.client().channel();
  }

  @Override
  public void close() {
    selector.close();
    storage.close();
    database.close();
  }
}
