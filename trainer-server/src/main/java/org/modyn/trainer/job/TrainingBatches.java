package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.common.downsampling.DownsamplingSpecification;
import org.modyn.common.error.ModynException;
import org.modyn.ml.downsampling.DownsamplingStrategies;
import org.modyn.ml.downsampling.DownsamplingStrategy;
import org.modyn.ml.downsampling.SampleFeature;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.SkippedSamples;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.sampling.BatchThenSample;
import org.modyn.ml.sampling.LoaderFactory;
import org.modyn.ml.sampling.SampleThenBatch;
import org.modyn.ml.sampling.SelectionStore;
import org.modyn.ml.training.SampleScorer;
import org.modyn.ml.training.TrainingSession;

/**
 * The batches that a training trains on: all samples of its training set, or those that
 * downsampling selects. Without downsampling, the loader starts at once, so that the first batches
 * are loaded while the model is made; downsampling scores the samples with the model, and has to
 * wait for it.
 */
final class TrainingBatches implements AutoCloseable {
  private final TrainingPlan plan;
  private final TrainingSpecification specification;
  private final TrainingEnvironment environment;
  private final TrainingData data;
  private final SkippedSamples skipped;
  private final LoaderOptions options;
  private final SourceState start;
  private final Optional<BatchSource> loader;

  private TrainingBatches(
      TrainingPlan plan,
      TrainingEnvironment environment,
      TrainingData data,
      SkippedSamples skipped,
      long seed,
      SourceState start) {
    this.plan = requireNonNull(plan, "plan is null");
    this.specification = plan.specification();
    this.environment = requireNonNull(environment, "environment is null");
    this.data = requireNonNull(data, "data is null");
    this.skipped = requireNonNull(skipped, "skipped is null");
    this.options = TrainingPlan.loaderOptions(specification).withSeed(seed);
    this.start = requireNonNull(start, "start is null");
    this.loader =
        data.downsampling().isPresent() || data.isEmpty()
            ? Optional.empty()
            : Optional.of(loaders().open(data.keys(), options, start.position()));
  }

  /**
   * Starts the loader of a training without downsampling.
   *
   * @param data the training set
   * @param skipped counts the samples that storage cannot send
   * @param seed of the training
   * @param start the position of the first batch
   * @throws ModynException INVALID_ARGUMENT when the parser does not fit the dataset's files; any
   *     error of storage
   */
  static TrainingBatches start(
      TrainingPlan plan,
      TrainingEnvironment environment,
      TrainingData data,
      SkippedSamples skipped,
      long seed,
      SourceState start) {
    return new TrainingBatches(plan, environment, data, skipped, seed, start);
  }

  /**
   * Returns the batches, once; the caller closes them before the session.
   *
   * @param name of the training; names the directory of its selected samples
   * @param session whose model scores the samples
   * @param progress receives the progress of selections
   * @throws ModynException as {@link #start}
   */
  BatchSource open(String name, TrainingSession session, SelectionProgress progress) {
    return loader.orElseGet(
        () -> select(name, data.downsampling().orElseThrow(), session, progress));
  }

  /** Stops the loader, also one whose batches were opened and closed. */
  @Override
  public void close() {
    loader.ifPresent(BatchSource::close);
  }

  private LoaderFactory loaders() {
    return (source, options, position) ->
        BatchLoader.start(
            source,
            environment.samples(),
            specification.datasetId(),
            plan.parts().input().parser(),
            plan.parts().labels(),
            options,
            position,
            skipped);
  }

  private BatchSource select(
      String name,
      DownsamplingSpecification downsampling,
      TrainingSession session,
      SelectionProgress progress) {
    SingleDownsamplingConfig config = downsampling.config();
    DownsamplingStrategy strategy = DownsamplingStrategies.create(config);
    Optional<SampleScorer> scorer = scorer(strategy.feature(), session);
    if (config.schedule().sampleThenBatch()) {
      return new SampleThenBatch(
          data.keys(),
          loaders(),
          options,
          scorer,
          strategy,
          config.schedule(),
          new SelectionStore(
              environment.selectionsDirectory().resolve(name),
              specification.pipelineId(),
              specification.triggerId(),
              downsampling.maximumKeysInMemory()),
          start,
          progress);
    }
    return new BatchThenSample(
        loaders().open(data.keys(), options, start.position()),
        options,
        plan.parts().input().parser().tensors(),
        scorer.orElseThrow(
            () ->
                ModynException.invalidArgument(
                    "selection_strategy.downsampling_config: %s needs sample_then_batch: true",
                    downsampling.strategyName())),
        strategy,
        config.schedule().part(),
        start,
        progress);
  }

  private Optional<SampleScorer> scorer(SampleFeature feature, TrainingSession session) {
    return switch (feature) {
      case NONE -> Optional.empty();
      case REDUCIBLE_LOSS ->
          Optional.of(session.reducibleLossScorer(data.irreducibleLosses().orElseThrow()));
      default -> Optional.of(session.scorer(feature));
    };
  }
}
