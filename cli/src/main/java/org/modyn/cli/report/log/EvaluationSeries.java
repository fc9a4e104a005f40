package org.modyn.cli.report.log;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * The evaluations of one handler on one dataset: the values of each metric by interval and model.
 * An evaluation takes 8 bytes, and 12 for each metric.
 *
 * <p>Intervals are numbered from 0 in the order of time. Two <em>composite models</em> consist of
 * another model on each interval: the currently active model is the newest one whose training data
 * ended before the interval, the currently trained model is the next one.
 */
public final class EvaluationSeries {
  /** A time that an interval does not have: it ends with the dataset. */
  static final long NO_END = Long.MAX_VALUE;

  private final String handler;
  private final String dataset;
  private final List<MetricColumn> metrics;
  private final long[] starts;
  private final long[] ends;

  /** The first evaluation of each interval, and the number of all. */
  private final int[] offsets;

  /** By evaluation, ascending within an interval. */
  private final int[] models;

  private final int[] activeModels;
  private final int[] trainedModels;
  private final SortedMap<String, Integer> failures;

  EvaluationSeries(EvaluationSeriesBuilder.Columns columns) {
    this.handler = columns.handler();
    this.dataset = columns.dataset();
    this.metrics = List.copyOf(columns.metrics());
    this.starts = columns.starts();
    this.ends = columns.ends();
    this.offsets = columns.offsets();
    this.models = columns.models();
    this.activeModels = columns.activeModels();
    this.trainedModels = columns.trainedModels();
    this.failures = columns.failures();
  }

  public String handler() {
    return handler;
  }

  public String dataset() {
    return dataset;
  }

  /** The handler and the dataset, for headings. */
  public String title() {
    return "handler '" + handler + "' on dataset '" + dataset + "'";
  }

  /** Names of the metrics, in the order in which they were measured first. */
  public List<String> metrics() {
    return metrics.stream().map(MetricColumn::name).toList();
  }

  public int intervals() {
    return starts.length;
  }

  /** The evaluations, also those that failed. */
  public int size() {
    return models.length;
  }

  /** Seconds since 1970, inclusive. */
  public long start(int interval) {
    return starts[interval];
  }

  /** Seconds since 1970, exclusive; empty for an interval that ends with the dataset. */
  public OptionalLong end(int interval) {
    return ends[interval] == NO_END ? OptionalLong.empty() : OptionalLong.of(ends[interval]);
  }

  /** The ids of the models that were evaluated, ascending. */
  public int[] models() {
    return Arrays.stream(models).sorted().distinct().toArray();
  }

  /** The newest model whose training data ended before the interval. */
  public OptionalInt activeModel(int interval) {
    return optional(activeModels[interval]);
  }

  /** The model after the active one. */
  public OptionalInt trainedModel(int interval) {
    return optional(trainedModels[interval]);
  }

  private static OptionalInt optional(int model) {
    return model < 0 ? OptionalInt.empty() : OptionalInt.of(model);
  }

  /** Empty if the metric was not measured, or is undefined. */
  public OptionalDouble value(String metric, int interval, OptionalInt model) {
    int row = row(interval, model);
    double value = row < 0 ? Double.NaN : column(metric).value(row);
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Why a metric that was measured has no value; empty if it has one, or the log does not say. */
  public Optional<String> undefinedReason(String metric, int interval, OptionalInt model) {
    int row = row(interval, model);
    return row < 0 ? Optional.empty() : column(metric).reason(row);
  }

  /** The reasons of undefined values of a metric, and how often each occurs. */
  public SortedMap<String, Integer> undefinedReasons(String metric) {
    return column(metric).reasons();
  }

  /** The reasons of failed evaluations, and how often each occurs. */
  public SortedMap<String, Integer> failures() {
    return failures;
  }

  private MetricColumn column(String metric) {
    return metrics.stream()
        .filter(column -> column.name().equals(metric))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no metric " + metric));
  }

  private int row(int interval, OptionalInt model) {
    return model.isEmpty()
        ? -1
        : Arrays.binarySearch(models, offsets[interval], offsets[interval + 1], model.getAsInt());
  }
}
