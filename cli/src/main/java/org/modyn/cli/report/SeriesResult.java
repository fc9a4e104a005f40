package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.modyn.cli.report.log.EvaluationSeries;
import org.modyn.cli.report.log.LoggedTrigger;

/**
 * The evaluations of one handler on one dataset: the metrics of the newest model on each interval,
 * compared with those of the first model, which was never trained again.
 */
public final class SeriesResult {
  private final EvaluationSeries series;
  private final Optional<LoggedTrigger> firstModel;
  private final List<ResultRow> rows;

  /**
   * @param firstModel empty when there is none to compare with
   * @param triggers of all models
   */
  SeriesResult(
      EvaluationSeries series,
      Optional<LoggedTrigger> firstModel,
      Map<Integer, LoggedTrigger> triggers) {
    this.series = requireNonNull(series, "series is null");
    this.firstModel = requireNonNull(firstModel, "firstModel is null");
    List<ResultRow> active = new ArrayList<>();
    for (int interval = 0; interval < series.intervals(); interval++) {
      OptionalInt model = series.activeModel(interval);
      if (model.isPresent() && triggers.containsKey(model.getAsInt())) {
        active.add(new ResultRow(interval, triggers.get(model.getAsInt())));
      }
    }
    this.rows = List.copyOf(active);
  }

  public EvaluationSeries series() {
    return series;
  }

  /** The intervals that have a newest model, in the order of time. */
  public List<ResultRow> rows() {
    return rows;
  }

  /** A metric on an interval. */
  public MetricComparison comparison(String metric, int interval) {
    return new MetricComparison(
        series.value(metric, interval, series.activeModel(interval)),
        series.value(metric, interval, series.trainedModel(interval)),
        series.value(metric, interval, knownFirstModel(interval)));
  }

  private OptionalInt knownFirstModel(int interval) {
    return firstModel
        .filter(
            trigger ->
                trigger.lastTimestamp().isPresent()
                    && trigger.lastTimestamp().getAsLong() < series.start(interval))
        .map(LoggedTrigger::modelId)
        .orElse(OptionalInt.empty());
  }

  /**
   * The number of intervals on which a metric of both models is known; the means are over these.
   */
  public long comparedIntervals(String metric) {
    return rows.stream().filter(row -> comparison(metric, row.interval()).isComplete()).count();
  }

  /** Means over the {@link #comparedIntervals}; empty when there are none. */
  public MetricComparison mean(String metric) {
    return new MetricComparison(
        mean(metric, MetricComparison::newest),
        mean(metric, MetricComparison::trained),
        mean(metric, MetricComparison::firstModel));
  }

  private OptionalDouble mean(String metric, Function<MetricComparison, OptionalDouble> value) {
    return rows.stream()
        .map(row -> comparison(metric, row.interval()))
        .filter(MetricComparison::isComplete)
        .flatMapToDouble(comparison -> value.apply(comparison).stream())
        .average();
  }
}
