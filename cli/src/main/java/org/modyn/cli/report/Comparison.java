package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.modyn.cli.report.log.EvaluationSeries;
import org.modyn.cli.report.log.LoggedPipeline;

/**
 * Several pipelines: the metrics of their composite models, and what they cost. A metric is
 * compared between the pipelines that have a handler of the same name with it on the same dataset;
 * its means are over the intervals on which it is defined for all of them.
 */
public final class Comparison {
  private final List<LoggedPipeline> pipelines;
  private final List<ComparedMetric> metrics;

  public Comparison(List<LoggedPipeline> pipelines) {
    this.pipelines = List.copyOf(pipelines);
    Set<MetricKey> keys = new LinkedHashSet<>();
    for (LoggedPipeline pipeline : pipelines) {
      for (EvaluationSeries series : pipeline.evaluations()) {
        series.metrics().forEach(metric -> keys.add(key(series, metric)));
      }
    }
    this.metrics = keys.stream().map(this::compare).toList();
  }

  public List<LoggedPipeline> pipelines() {
    return pipelines;
  }

  /** In the order of the pipelines that have them. */
  public List<ComparedMetric> metrics() {
    return metrics;
  }

  /** A metric of a handler on a dataset. */
  public record MetricKey(String handler, String dataset, String metric) {}

  /**
   * A metric of the composite models.
   *
   * @param active of the currently active model
   * @param trained of the currently trained model
   */
  public record ComparedMetric(MetricKey key, Means active, Means trained) {
    public ComparedMetric {
      requireNonNull(key, "key is null");
      requireNonNull(active, "active is null");
      requireNonNull(trained, "trained is null");
    }
  }

  /**
   * Means of the same intervals.
   *
   * @param intervals how many
   * @param byPipeline in the order of the pipelines; empty for those that have not measured it, and
   *     for all when no interval is common to them
   */
  public record Means(int intervals, List<OptionalDouble> byPipeline) {
    public Means {
      byPipeline = List.copyOf(byPipeline);
    }
  }

  private static final Comparator<Interval> IN_TIME =
      Comparator.comparingLong(Interval::start)
          .thenComparingLong(interval -> interval.end().orElse(Long.MAX_VALUE));

  private record Interval(long start, OptionalLong end) {}

  private static MetricKey key(EvaluationSeries series, String metric) {
    return new MetricKey(series.handler(), series.dataset(), metric);
  }

  private ComparedMetric compare(MetricKey key) {
    return new ComparedMetric(
        key, means(key, series -> series::activeModel), means(key, series -> series::trainedModel));
  }

  private Means means(
      MetricKey key, Function<EvaluationSeries, IntFunction<OptionalInt>> composite) {
    List<Optional<Map<Interval, Double>>> values =
        pipelines.stream()
            .map(pipeline -> find(pipeline, key))
            .map(series -> series.map(found -> values(found, key, composite.apply(found))))
            .toList();
    Optional<Set<Interval>> common = Optional.empty();
    for (Optional<Map<Interval, Double>> of : values) {
      if (of.isPresent()) {
        Set<Interval> known = new HashSet<>(of.get().keySet());
        common.ifPresent(known::retainAll);
        common = Optional.of(known);
      }
    }
    List<Interval> intervals = common.orElse(Set.of()).stream().sorted(IN_TIME).toList();
    List<OptionalDouble> means = new ArrayList<>();
    for (Optional<Map<Interval, Double>> of : values) {
      means.add(
          of.isEmpty()
              ? OptionalDouble.empty()
              : intervals.stream().mapToDouble(of.get()::get).average());
    }
    return new Means(intervals.size(), means);
  }

  private static Optional<EvaluationSeries> find(LoggedPipeline pipeline, MetricKey key) {
    return pipeline.evaluations().stream()
        .filter(series -> series.metrics().contains(key.metric()))
        .filter(series -> key(series, key.metric()).equals(key))
        .findFirst();
  }

  private static Map<Interval, Double> values(
      EvaluationSeries series, MetricKey key, IntFunction<OptionalInt> composite) {
    Map<Interval, Double> values = new HashMap<>();
    for (int interval = 0; interval < series.intervals(); interval++) {
      OptionalDouble value = series.value(key.metric(), interval, composite.apply(interval));
      if (value.isPresent()) {
        values.put(new Interval(series.start(interval), series.end(interval)), value.getAsDouble());
      }
    }
    return values;
  }
}
