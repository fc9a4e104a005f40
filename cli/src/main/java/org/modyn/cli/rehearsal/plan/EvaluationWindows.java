package org.modyn.cli.rehearsal.plan;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.BetweenTwoTriggersEvalStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.EvaluationStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.OffsetEvalStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.PeriodicEvalStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.SlicingEvalStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.StaticEvalStrategyConfig;
import org.modyn.supervisor.evaluation.strategy.EvaluationInterval;
import org.modyn.supervisor.evaluation.strategy.EvaluationStrategies;

/** The time windows of the evaluations of a pipeline file. */
final class EvaluationWindows {
  /** The maximum number of windows of a series in a rehearsal. */
  private static final int MOST_WINDOWS = 4;

  private EvaluationWindows() {}

  /**
   * A time window.
   *
   * @param start seconds since 1970, inclusive
   * @param end exclusive; empty: to the end of the data
   */
  record Window(long start, OptionalLong end) {}

  /**
   * The windows in a file for one dataset; without those of series whose windows depend on the
   * triggers.
   */
  static List<Window> on(String datasetId, EvaluationConfig evaluation) {
    return evaluation.handlers().stream()
        .filter(handler -> handler.datasets().contains(datasetId))
        .map(EvaluationHandlerConfig::strategy)
        .map(EvaluationStrategies::create)
        .flatMap(strategy -> strategy.intervals(List.of(), OptionalLong.empty()).stream())
        .map(EvaluationWindows::window)
        .toList();
  }

  private static Window window(EvaluationInterval interval) {
    return new Window(
        interval.start(), interval.end().map(OptionalLong::of).orElse(OptionalLong.empty()));
  }

  /** The same strategy, limited to its first windows. */
  static EvaluationStrategyConfig first(EvaluationStrategyConfig strategy) {
    return switch (strategy) {
      case SlicingEvalStrategyConfig slicing ->
          RecordCopy.with(
              slicing,
              Map.of(
                  "evalEndAt",
                  earlier(
                      slicing.evalEndAt(),
                      slicing.evalStartFrom(),
                      slicing.evalEvery().seconds(),
                      MOST_WINDOWS)));
      case PeriodicEvalStrategyConfig periodic ->
          RecordCopy.with(
              periodic,
              Map.of(
                  "endTimestamp",
                  earlier(
                      periodic.endTimestamp(),
                      periodic.startTimestamp(),
                      periodic.every().seconds(),
                      MOST_WINDOWS - 1)));
      case StaticEvalStrategyConfig named ->
          new StaticEvalStrategyConfig(
              named.intervals().subList(0, Math.min(MOST_WINDOWS, named.intervals().size())));
      case OffsetEvalStrategyConfig offsets -> offsets;
      case BetweenTwoTriggersEvalStrategyConfig between -> between;
    };
  }

  private static long earlier(long end, long start, long every, int steps) {
    return (end - start) / every >= steps ? Math.min(end, start + steps * every) : end;
  }
}
