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
 * Opens the batches that a training trains on: all samples of its training set, or those that
 * downsampling selects.
 */
final class TrainingBatches {
  private final TrainingPlan plan;
  private final TrainingSpecification specification;
  private final TrainingEnvironment environment;
  private final TrainingSession session;
  private final TrainingData data;
  private final SkippedSamples skipped;
  private final SelectionProgress progress;

  /**
   * @param data the training set
   * @param skipped counts the samples that storage cannot send
   * @param progress receives the progress of selections
   */
  TrainingBatches(
      TrainingPlan plan,
      TrainingEnvironment environment,
      TrainingSession session,
      TrainingData data,
      SkippedSamples skipped,
      SelectionProgress progress) {
    this.plan = requireNonNull(plan, "plan is null");
    this.specification = plan.specification();
    this.environment = requireNonNull(environment, "environment is null");
    this.session = requireNonNull(session, "session is null");
    this.data = requireNonNull(data, "data is null");
    this.skipped = requireNonNull(skipped, "skipped is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  /**
   * Opens the batches; the caller closes them before the session.
   *
   * @param name of the training; names the directory of its selected samples
   * @throws ModynException INVALID_ARGUMENT when the parser does not fit the dataset's files; any
   *     error of storage
   */
  BatchSource open(String name, long seed, SourceState start) {
    LoaderOptions options = TrainingPlan.loaderOptions(specification).withSeed(seed);
    return data.downsampling()
        .map(selected -> select(name, selected, options, start))
        .orElseGet(() -> loaders().open(data.keys(), options, start.position()));
  }

  private LoaderFactory loaders() {
    return (source, options, position) ->
        BatchLoader.start(
            source,
            environment.samples(),
            specification.datasetId(),
            plan.input().parser(),
            plan.labels(),
            options,
            position,
            skipped);
  }

  private BatchSource select(
      String name,
      DownsamplingSpecification downsampling,
      LoaderOptions options,
      SourceState start) {
    SingleDownsamplingConfig config = downsampling.config();
    DownsamplingStrategy strategy = DownsamplingStrategies.create(config);
    Optional<SampleScorer> scorer = scorer(strategy.feature());
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
        plan.input().parser().tensors(),
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

  private Optional<SampleScorer> scorer(SampleFeature feature) {
    return switch (feature) {
      case NONE -> Optional.empty();
      case REDUCIBLE_LOSS ->
          Optional.of(session.reducibleLossScorer(data.irreducibleLosses().orElseThrow()));
      default -> Optional.of(session.scorer(feature));
    };
  }
}
