package org.modyn.cli.rehearsal.plan;

import java.util.ArrayList;
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
import org.modyn.common.config.pipeline.time.RelativeInterval.Bound;
import org.modyn.common.config.pipeline.time.RelativeInterval.Sign;

/** The windows of time that the evaluations of a pipeline file look at. */
final class EvaluationWindows {
  /** Most windows of a series in a rehearsal. */
  private static final int MOST_WINDOWS = 4;

  private EvaluationWindows() {}

  /**
   * A window of time.
   *
   * @param start seconds since 1970, inclusive
   * @param end exclusive; empty: to the end of the data
   */
  record Window(long start, OptionalLong end) {}

  /**
   * The windows that a file names, on one dataset; none for series whose windows follow from the
   * triggers.
   */
  static List<Window> on(String datasetId, EvaluationConfig evaluation) {
    return evaluation.handlers().stream()
        .filter(handler -> handler.datasets().contains(datasetId))
        .map(EvaluationHandlerConfig::strategy)
        .flatMap(strategy -> of(strategy).stream())
        .toList();
  }

  private static List<Window> of(EvaluationStrategyConfig strategy) {
    return switch (strategy) {
      case SlicingEvalStrategyConfig slicing -> slices(slicing);
      case PeriodicEvalStrategyConfig periodic -> aroundPoints(periodic);
      case StaticEvalStrategyConfig named ->
          named.intervals().stream()
              .map(
                  interval ->
                      new Window(
                          interval.start(),
                          interval.end().map(OptionalLong::of).orElse(OptionalLong.empty())))
              .toList();
      case OffsetEvalStrategyConfig _, BetweenTwoTriggersEvalStrategyConfig _ -> List.of();
    };
  }

  private static List<Window> slices(SlicingEvalStrategyConfig config) {
    List<Window> slices = new ArrayList<>();
    long every = config.evalEvery().seconds();
    for (long start = config.evalStartFrom(); start < config.evalEndAt(); start += every) {
      slices.add(new Window(start, OptionalLong.of(Math.min(start + every, config.evalEndAt()))));
    }
    return slices;
  }

  private static List<Window> aroundPoints(PeriodicEvalStrategyConfig config) {
    List<Window> windows = new ArrayList<>();
    for (long point = config.startTimestamp();
        point <= config.endTimestamp();
        point += config.every().seconds()) {
      long start = at(point, config.interval().left(), 0);
      long end = at(point, config.interval().right(), Long.MAX_VALUE);
      windows.add(
          new Window(
              Math.max(0, start),
              end == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(end + 1)));
    }
    return windows;
  }

  private static long at(long point, Bound bound, long infinity) {
    return bound
        .length()
        .map(
            length ->
                bound.sign() == Sign.MINUS ? point - length.seconds() : point + length.seconds())
        .orElse(infinity);
  }

  /** The same strategy with the first few of its windows. */
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
