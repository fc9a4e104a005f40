package org.modyn.cli.report.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Collects the evaluations of one handler on one dataset in any order. */
final class EvaluationSeriesBuilder {
  private static final int NO_MODEL = -1;

  private final String handler;
  private final String dataset;
  private final List<MetricColumn> metrics = new ArrayList<>();
  private final SortedMap<String, Integer> failures = new TreeMap<>();
  private int size;
  private int[] models = new int[64];
  private long[] starts = new long[64];
  private long[] ends = new long[64];
  private byte[] active = new byte[64];
  private byte[] trained = new byte[64];

  EvaluationSeriesBuilder(String handler, String dataset) {
    this.handler = handler;
    this.dataset = dataset;
  }

  /** The columns of a series; see its fields. */
  record Columns(
      String handler,
      String dataset,
      List<MetricColumn> metrics,
      long[] starts,
      long[] ends,
      int[] offsets,
      int[] models,
      int[] activeModels,
      int[] trainedModels,
      SortedMap<String, Integer> failures) {}

  void add(LoggedEvaluation evaluation) {
    if (size == models.length) {
      int larger = size + size / 2;
      models = Arrays.copyOf(models, larger);
      starts = Arrays.copyOf(starts, larger);
      ends = Arrays.copyOf(ends, larger);
      active = Arrays.copyOf(active, larger);
      trained = Arrays.copyOf(trained, larger);
    }
    models[size] = evaluation.modelId;
    starts[size] = evaluation.start;
    ends[size] = evaluation.end;
    active[size] = evaluation.isActive;
    trained[size] = evaluation.isTrained;
    for (int index = 0; index < evaluation.metrics.size(); index++) {
      column(evaluation.metrics.get(index))
          .set(size, evaluation.values.get(index), evaluation.reasons.get(index));
    }
    if (evaluation.failure != null) {
      failures.merge(evaluation.failure, 1, Integer::sum);
    }
    size++;
  }

  private MetricColumn column(String name) {
    for (MetricColumn metric : metrics) {
      if (metric.name().equals(name)) {
        return metric;
      }
    }
    MetricColumn added = new MetricColumn(name);
    metrics.add(added);
    return added;
  }

  /**
   * Returns the series. If a model was evaluated repeatedly on an interval, the last evaluation
   * counts. Where the log does not say which model was active on an interval, that follows from the
   * triggers.
   *
   * @param triggers of the pipeline, in their order
   */
  EvaluationSeries build(List<LoggedTrigger> triggers) {
    int[] rows = sortedRows();
    int[] offsets = offsets(rows);
    int intervals = offsets.length - 1;
    long[] intervalStarts = new long[intervals];
    long[] intervalEnds = new long[intervals];
    int[] activeModels = new int[intervals];
    int[] trainedModels = new int[intervals];
    for (int interval = 0; interval < intervals; interval++) {
      int first = rows[offsets[interval]];
      intervalStarts[interval] = starts[first];
      intervalEnds[interval] = ends[first];
      int[] inInterval = Arrays.copyOfRange(rows, offsets[interval], offsets[interval + 1]);
      activeModels[interval] =
          isUnknown(active, inInterval)
              ? activeModel(starts[first], triggers)
              : flagged(active, inInterval);
      trainedModels[interval] =
          isUnknown(trained, inInterval)
              ? modelAfter(activeModels[interval], triggers)
              : flagged(trained, inInterval);
    }
    return new EvaluationSeries(
        new Columns(
            handler,
            dataset,
            metrics.stream().map(metric -> metric.select(rows)).toList(),
            intervalStarts,
            intervalEnds,
            offsets,
            IntStream.of(rows).map(row -> models[row]).toArray(),
            activeModels,
            trainedModels,
            failures));
  }

  /** By interval and model, the last one of each. */
  private int[] sortedRows() {
    Comparator<Integer> byInterval =
        Comparator.<Integer>comparingLong(row -> starts[row]).thenComparingLong(row -> ends[row]);
    int[] sorted =
        IntStream.range(0, size)
            .boxed()
            .sorted(byInterval.thenComparingInt(row -> models[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    int kept = 0;
    for (int index = 0; index < size; index++) {
      boolean isRepeated =
          index + 1 < size
              && isSameInterval(sorted[index], sorted[index + 1])
              && models[sorted[index]] == models[sorted[index + 1]];
      if (!isRepeated) {
        sorted[kept++] = sorted[index];
      }
    }
    return Arrays.copyOf(sorted, kept);
  }

  private boolean isSameInterval(int row, int other) {
    return starts[row] == starts[other] && ends[row] == ends[other];
  }

  private int[] offsets(int[] rows) {
    IntStream firsts =
        IntStream.range(0, rows.length)
            .filter(index -> index == 0 || !isSameInterval(rows[index - 1], rows[index]));
    return IntStream.concat(firsts, IntStream.of(rows.length)).toArray();
  }

  private static boolean isUnknown(byte[] flags, int[] rows) {
    return IntStream.of(rows).allMatch(row -> flags[row] == LoggedEvaluation.UNKNOWN);
  }

  private int flagged(byte[] flags, int[] rows) {
    return IntStream.of(rows)
        .filter(row -> flags[row] == 1)
        .map(row -> models[row])
        .findFirst()
        .orElse(NO_MODEL);
  }

  private static int activeModel(long start, List<LoggedTrigger> triggers) {
    int model = NO_MODEL;
    for (LoggedTrigger trigger : triggers) {
      if (trigger.modelId().isPresent()
          && trigger.lastTimestamp().isPresent()
          && trigger.lastTimestamp().getAsLong() < start) {
        model = trigger.modelId().getAsInt();
      }
    }
    return model;
  }

  /** The model itself if it is the last, and the first model if there is none. */
  private static int modelAfter(int model, List<LoggedTrigger> triggers) {
    return triggers.stream()
        .flatMapToInt(trigger -> trigger.modelId().stream())
        .filter(candidate -> candidate > model)
        .min()
        .orElse(model);
  }
}
