package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.AccuracyConfig;
import org.modyn.common.config.pipeline.CoresetStrategyConfig;
import org.modyn.common.config.pipeline.EvaluationDatasetConfig;
import org.modyn.common.config.pipeline.F1ScoreConfig;
import org.modyn.common.config.pipeline.MetricConfig;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.RocAucConfig;
import org.modyn.common.config.pipeline.downsampling.DownsamplingConfig;
import org.modyn.common.config.pipeline.downsampling.MultiDownsamplingConfig;
import org.modyn.common.config.pipeline.downsampling.NoDownsamplingConfig;
import org.modyn.common.config.pipeline.downsampling.SingleDownsamplingConfig;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.evaluation.EvaluationStrategy;
import org.modyn.supervisor.trigger.TriggeringPolicies;

/**
 * A request to start a pipeline. Times are seconds since 1970.
 *
 * @param startReplayAt where the replay of data begins, inclusive; empty: wait for new data
 * @param stopReplayAt where it ends, inclusive; needs startReplayAt
 * @param maximumTriggers after how many triggers to stop
 */
public record PipelineStart(
    PipelineConfig config,
    Optional<Integer> startReplayAt,
    Optional<Integer> stopReplayAt,
    Optional<Integer> maximumTriggers) {

  /**
   * @throws ModynException INVALID_ARGUMENT when the fields do not fit together; UNIMPLEMENTED for
   *     a trigger, a downsampling strategy, an evaluation strategy or a metric that this version
   *     cannot run
   */
  public PipelineStart {
    requireNonNull(config, "config is null");
    if (stopReplayAt.isPresent() && startReplayAt.isEmpty()) {
      throw ModynException.invalidArgument("stop_replay_at needs start_replay_at");
    }
    if (stopReplayAt.isPresent() && stopReplayAt.get() < startReplayAt.get()) {
      throw ModynException.invalidArgument(
          "stop_replay_at is %d, but must not be before start_replay_at, which is %d",
          stopReplayAt.get(), startReplayAt.get());
    }
    if (maximumTriggers.isPresent() && maximumTriggers.get() < 1) {
      throw ModynException.invalidArgument(
          "maximum_triggers is %d, but must be at least 1", maximumTriggers.get());
    }
    requireImplemented(config);
  }

  private static void requireImplemented(PipelineConfig config) {
    TriggeringPolicies.create(config.trigger());
    if (config.selectionStrategy() instanceof CoresetStrategyConfig coreset) {
      requireImplemented(coreset.downsamplingConfig());
    }
    config
        .evaluation()
        .ifPresent(
            evaluation -> {
              evaluation
                  .handlers()
                  .forEach(handler -> EvaluationStrategy.create(handler.strategy()));
              evaluation.datasets().forEach(PipelineStart::requireImplemented);
            });
  }

  private static void requireImplemented(DownsamplingConfig downsampling) {
    switch (downsampling) {
      case MultiDownsamplingConfig several ->
          several.downsamplingList().forEach(PipelineStart::requireImplemented);
      case NoDownsamplingConfig _ -> {}
      case SingleDownsamplingConfig single ->
          throw ModynException.unimplemented(
              "selection_strategy.downsampling_config: %s is not supported yet; supported: No",
              ConfigLoader.nameOf((Record) single));
    }
  }

  private static void requireImplemented(EvaluationDatasetConfig dataset) {
    for (MetricConfig metric : dataset.metrics()) {
      switch (metric) {
        case AccuracyConfig _, RocAucConfig _ -> {}
        case F1ScoreConfig score ->
            throw ModynException.unimplemented(
                "the metric %s is not supported yet; supported: Accuracy, RocAuc",
                ConfigLoader.nameOf(score));
      }
    }
  }
}
