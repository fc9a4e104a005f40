package org.modyn.ml.sampling;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.ml.downsampling.DownsamplingStrategies;
import org.modyn.ml.downsampling.DownsamplingStrategy;
import org.modyn.ml.downsampling.SampleFeature;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.KeyShare;
import org.modyn.ml.loader.KeySource;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.SkippedSamples;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.testing.TestStorage;
import org.modyn.ml.training.TrainingSession;
import org.modyn.ml.training.TrainingSetup;

/** A storage server, a model, and sources of batches for it. */
final class SamplingFixture implements AutoCloseable {
  static final int KEYS = 1_000;

  final TestStorage storage = new TestStorage(KEYS, 100, new LearnableSamples());
  final InputPipeline input = InputPipeline.of(BytesParsers.create(LearnableSamples.PARSER));
  final TrainingSession session;
  private final GrpcServer server;
  private final GrpcClient client;
  private final Path directory;

  SamplingFixture(Path directory) {
    this.directory = directory;
    server =
        GrpcServer.start(
            "storage", new ServiceAddress("localhost", 0), List.of(storage.bindService()));
    client = GrpcClient.connect("storage", server.address());
    session =
        TrainingSession.open(
            TestEngine.load(),
            Device.CPU,
            TrainingSetup.of(
                Models.read("DLRM", LearnableSamples.MODEL_CONFIGURATION),
                Losses.REGISTRY.read("name", "BCEWithLogitsLoss", "criterion", ""),
                """
                {"default": {"algorithm": "SGD", "source": "PyTorch",
                 "param_groups": [{"module": "model", "config": {"lr": 0.1}}]}}\
                """,
                input,
                3));
  }

  /** Keys in two partitions, each divided among workers; the weight of a key is half of it. */
  record Keys(long[] keys, int workers, boolean usesWeights) implements KeySource {
    @Override
    public int numberOfPartitions() {
      return 2;
    }

    @Override
    public KeyShare fetch(int worker, int partition) {
      int parts = 2 * workers;
      int part = partition * workers + worker;
      int start = (int) ((long) keys.length * part / parts);
      int end = (int) ((long) keys.length * (part + 1) / parts);
      long[] share = new long[end - start];
      float[] weights = new float[end - start];
      for (int index = 0; index < share.length; index++) {
        share[index] = keys[start + index];
        weights[index] = weight(share[index]);
      }
      return usesWeights ? KeyShare.weighted(share, weights) : KeyShare.unweighted(share);
    }
  }

  static float weight(long key) {
    return key / 2f;
  }

  static LoaderOptions options(int workers, int batchSize, int epochs, boolean shuffle) {
    return new LoaderOptions(workers, batchSize, epochs, shuffle, 11, false, true, 1, 2);
  }

  private LoaderFactory loaders() {
    SkippedSamples skipped = new SkippedSamples(new SampleReadPolicy(true, true));
    return (keys, options, start) ->
        BatchLoader.start(
            keys,
            new SampleClient(client.channel()),
            TestStorage.DATASET,
            input.parser(),
            LabelTransformers.create(""),
            options,
            start,
            skipped);
  }

  /** The source that {@code downsampling_config}, without braces, configures. */
  BatchSource open(
      String downsampling,
      KeySource keys,
      LoaderOptions options,
      SourceState start,
      SelectionListener listener) {
    SingleDownsamplingConfig config =
        ConfigLoader.parse("test", "{" + downsampling + "}", SingleDownsamplingConfig.class);
    DownsamplingStrategy strategy = DownsamplingStrategies.create(config);
    if (!config.schedule().sampleThenBatch()) {
      return new BatchThenSample(
          loaders().open(keys, options, start.position()),
          options,
          input.parser().tensors(),
          session.scorer(strategy.feature()),
          strategy,
          config.schedule().part(),
          start,
          listener);
    }
    return new SampleThenBatch(
        keys,
        loaders(),
        options,
        strategy.feature() == SampleFeature.NONE
            ? Optional.empty()
            : Optional.of(session.scorer(strategy.feature())),
        strategy,
        config.schedule(),
        new SelectionStore(directory.resolve("selection"), 1, 2, 70),
        start,
        listener);
  }

  /** A sample of a batch. */
  record Sample(long key, long label, float weight) {}

  /** All batches of all epochs; an empty batch ends an epoch. */
  static List<List<Sample>> all(BatchSource source, int epochs) {
    List<List<Sample>> batches = new ArrayList<>();
    while (source.epoch() < epochs) {
      try (LoadedBatch batch = source.next()) {
        batches.add(batch == null ? List.of() : samples(batch.tensors()));
      }
    }
    return batches;
  }

  static List<Sample> samples(TensorBatch batch) {
    List<Sample> samples = new ArrayList<>();
    for (int row = 0; row < batch.size(); row++) {
      samples.add(
          new Sample(
              batch.keys()[row],
              batch.label(row),
              batch.weights().getAtIndex(ValueLayout.JAVA_FLOAT, row)));
    }
    return samples;
  }

  static SortedMap<Long, Float> byKey(List<List<Sample>> batches) {
    SortedMap<Long, Float> weights = new TreeMap<>();
    batches.forEach(batch -> batch.forEach(sample -> weights.put(sample.key(), sample.weight())));
    return weights;
  }

  @Override
  public void close() {
    session.close();
    client.close();
    server.close();
  }
}
