package org.modyn.benchmarks.downsampling;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOption;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.ml.downsampling.Candidates;
import org.modyn.ml.downsampling.DownsamplingStrategies;
import org.modyn.ml.downsampling.DownsamplingStrategy;
import org.modyn.ml.downsampling.SampleFeature;
import org.modyn.ml.downsampling.SelectionRound;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.sampling.BatchThenSample;
import org.modyn.ml.sampling.SelectionListener;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.training.PredictionSession;
import org.modyn.ml.training.SampleScorer;
import org.modyn.ml.training.TrainingSession;
import org.modyn.ml.training.TrainingSetup;

/**
 * Measures downsampling on data in memory, on one thread, in samples that are offered per second.
 *
 * <ul>
 *   <li>{@code scoring} computes the losses of all samples; its baseline computes their outputs.
 *   <li>{@code loss_bts} and {@code gradnorm_bts} score each batch, and train on a fifth of it;
 *       {@code loss_stb} scores all samples, and selects a fifth of them. Their baseline trains on
 *       all samples, which costs as much as training on selected rows of the scoring pass would.
 *   <li>The other rows select a fifth of {@value #CANDIDATES} samples of 10 classes, from gradients
 *       or embeddings of 64 numbers; the baseline is the same.
 * </ul>
 */
public final class DownsamplingBenchmark implements Benchmark {
  private static final String UNIT = "samples/s";
  private static final int THREADS = 1;
  private static final int CANDIDATES = 10_000;
  private static final int CLASSES = 10;
  private static final int DIMENSIONS = 64;
  private static final int INPUTS = 784;
  private static final long SEED = 1;
  private static final SamplingRatio RATIO = new SamplingRatio(20, 100);

  /** The rows that only select, and their options. */
  private static final Map<String, String> SELECTIONS =
      Map.of(
          "craig_10k", "strategy: Craig",
          "kcenter_10k", "strategy: KcenterGreedy",
          "gradmatch_10k", "strategy: GradMatch",
          "submodular_10k", "strategy: Submodular, submodular_function: FacilityLocation");

  @Override
  public String name() {
    return "downsampling";
  }

  @Override
  public String description() {
    return "scoring and selecting samples in memory, against training on all of them";
  }

  @Override
  public Set<BenchmarkOption> options() {
    return Set.of();
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options) {
    TensorEngine engine = TensorEngine.load(directory.resolve("natives"), THREADS);
    InputPipeline input =
        InputPipeline.of(
            BytesParsers.create("Record(fields=[Field(\"data\", \"float32\", count=784)])"));
    List<TensorBatch> batches = batches(input, options.quick());
    Path weights = directory.resolve("mlp.safetensors");
    try (TrainingSession training = TrainingSession.open(engine, Device.CPU, setup(input))) {
      training.write(weights, Map.of());
      List<Measurement> rows = new ArrayList<>();
      rows.add(scoring(engine, input, weights, training, batches, options.repetitions()));
      rows.addAll(trainings(input, training, batches, options.repetitions()));
      rows.addAll(selections(training, batches, options));
      return rows;
    }
  }

  private static TrainingSetup setup(InputPipeline input) {
    return TrainingSetup.of(
        Models.read("MLP", "{\"sizes\": [784, 256, 128, 10]}"),
        Losses.REGISTRY.read("name", "CrossEntropyLoss", "config", ""),
        """
        {"default": {"algorithm": "SGD", "param_groups":
          [{"module": "model", "config": {"lr": 0.001}}]}}\
        """,
        input,
        SEED);
  }

  private static List<TensorBatch> batches(InputPipeline input, boolean quick) {
    SplittableRandom random = new SplittableRandom(SEED);
    int size = quick ? 50 : 1_000;
    List<TensorBatch> batches = new ArrayList<>();
    for (int index = 0; index < (quick ? 1 : 40); index++) {
      TensorBatch batch = new TensorBatch(input.tensors(), size);
      for (int element = 0; element < size * INPUTS; element++) {
        batch.tensor(0).setAtIndex(ValueLayout.JAVA_FLOAT, element, (float) random.nextGaussian());
      }
      for (int row = 0; row < size; row++) {
        batch.keys()[row] = row;
        batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, random.nextInt(CLASSES));
      }
      batch.setSize(size);
      batches.add(batch);
    }
    return batches;
  }

  private static Measurement scoring(
      TensorEngine engine,
      InputPipeline input,
      Path weights,
      TrainingSession training,
      List<TensorBatch> batches,
      int repetitions) {
    try (PredictionSession prediction =
            PredictionSession.open(
                engine,
                Device.CPU,
                Models.read("MLP", "{\"sizes\": [784, 256, 128, 10]}"),
                weights,
                input);
        SampleScorer scorer = training.scorer(SampleFeature.LOSS)) {
      return Measurement.of(
          "scoring",
          UNIT,
          repetitions,
          () -> perSecond(batches, scorer::score),
          () -> perSecond(batches, prediction::predict));
    }
  }

  private static double perSecond(List<TensorBatch> batches, Consumer<TensorBatch> step) {
    return Measurement.perSecond(samples(batches), () -> batches.forEach(step));
  }

  private static long samples(List<TensorBatch> batches) {
    return batches.stream().mapToLong(TensorBatch::size).sum();
  }

  private static List<Measurement> trainings(
      InputPipeline input, TrainingSession training, List<TensorBatch> batches, int repetitions) {
    return List.of(
        trainedOn("loss_bts", "Loss", input, training, batches, repetitions),
        trainedOn("gradnorm_bts", "GradNorm", input, training, batches, repetitions),
        scoredAtOnce(training, batches, repetitions));
  }

  private static Measurement trainedOn(
      String row,
      String strategy,
      InputPipeline input,
      TrainingSession training,
      List<TensorBatch> batches,
      int repetitions) {
    return Measurement.of(
        row,
        UNIT,
        repetitions,
        () ->
            Measurement.perSecond(
                samples(batches),
                () -> trainOnSelected(strategy("strategy: " + strategy), input, training, batches)),
        () -> perSecond(batches, training::step));
  }

  private static void trainOnSelected(
      DownsamplingStrategy strategy,
      InputPipeline input,
      TrainingSession training,
      List<TensorBatch> batches) {
    LoaderOptions options =
        new LoaderOptions(1, batches.getFirst().size(), 1, false, SEED, false, true, 1, 1);
    try (BatchThenSample source =
        new BatchThenSample(
            new BatchesInMemory(batches),
            options,
            input.tensors(),
            training.scorer(strategy.feature()),
            strategy,
            RATIO,
            SourceState.start(1),
            new Silent())) {
      for (LoadedBatch batch = source.next(); batch != null; batch = source.next()) {
        try (LoadedBatch current = batch) {
          training.step(current.tensors());
        }
      }
    }
  }

  private static final class Silent implements SelectionListener {
    @Override
    public void scoringStarted(long samples) {}

    @Override
    public void batchScored(int samples) {}

    @Override
    public void selected(long offered, long selected, long nanoseconds) {}
  }

  private static Measurement scoredAtOnce(
      TrainingSession training, List<TensorBatch> batches, int repetitions) {
    DownsamplingStrategy strategy = strategy("strategy: Loss, sample_then_batch: true");
    return Measurement.of(
        "loss_stb",
        UNIT,
        repetitions,
        () ->
            Measurement.perSecond(
                samples(batches), () -> scoreAndSelect(training, strategy, batches)),
        () -> perSecond(batches, training::step));
  }

  private static void scoreAndSelect(
      TrainingSession training, DownsamplingStrategy strategy, List<TensorBatch> batches) {
    int size = (int) samples(batches);
    float[][] scores = new float[size][1];
    try (SampleScorer scorer = training.scorer(strategy.feature())) {
      int row = 0;
      for (TensorBatch batch : batches) {
        Candidates scored = scorer.score(batch);
        for (int index = 0; index < scored.size(); index++) {
          scores[row++][0] = scored.feature(index, 0);
        }
      }
    }
    strategy.select(
        Candidates.of(new long[size], new long[size], scores), RATIO, new SelectionRound(SEED, 0));
  }

  private static List<Measurement> selections(
      TrainingSession training, List<TensorBatch> batches, BenchmarkOptions options) {
    Candidates candidates = candidates(options.quick() ? 200 : CANDIDATES);
    return SELECTIONS.keySet().stream()
        .sorted()
        .map(
            name -> {
              DownsamplingStrategy strategy =
                  strategy(SELECTIONS.get(name) + ", sample_then_batch: true");
              return Measurement.of(
                  name,
                  UNIT,
                  options.repetitions(),
                  () ->
                      Measurement.perSecond(
                          candidates.size(),
                          () -> strategy.select(candidates, RATIO, new SelectionRound(SEED, 0))),
                  () -> perSecond(batches, training::step));
            })
        .toList();
  }

  /** Samples around the centre of their class. */
  private static Candidates candidates(int size) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[][] centres = new float[CLASSES][DIMENSIONS];
    for (float[] centre : centres) {
      for (int column = 0; column < DIMENSIONS; column++) {
        centre[column] = (float) random.nextGaussian();
      }
    }
    long[] keys = new long[size];
    long[] labels = new long[size];
    float[][] features = new float[size][DIMENSIONS];
    for (int row = 0; row < size; row++) {
      int label = random.nextInt(CLASSES);
      keys[row] = row;
      labels[row] = label;
      for (int column = 0; column < DIMENSIONS; column++) {
        features[row][column] = centres[label][column] + 0.5f * (float) random.nextGaussian();
      }
    }
    return Candidates.of(keys, labels, features);
  }

  private static DownsamplingStrategy strategy(String options) {
    return DownsamplingStrategies.create(
        ConfigLoader.parse(
            "benchmark", "{" + options + ", ratio: 20}", SingleDownsamplingConfig.class));
  }
}
