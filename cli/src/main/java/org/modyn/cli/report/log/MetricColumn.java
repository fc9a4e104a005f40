package org.modyn.cli.report.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The values of one metric by evaluation, and why some are undefined. Grows while it is filled. */
final class MetricColumn {
  private static final int NO_REASON = -1;

  private final String name;
  private final List<String> reasons;
  private double[] values;
  private int[] reasonIndexes;

  MetricColumn(String name) {
    this(name, new ArrayList<>(), new double[0], new int[0]);
  }

  private MetricColumn(String name, List<String> reasons, double[] values, int[] reasonIndexes) {
    this.name = name;
    this.reasons = reasons;
    this.values = values;
    this.reasonIndexes = reasonIndexes;
  }

  String name() {
    return name;
  }

  /**
   * @param value NaN if the metric is undefined
   * @param reason why it is undefined; null if that is unknown, or it has a value
   */
  void set(int row, double value, String reason) {
    if (row >= values.length) {
      int used = values.length;
      int size = Math.max(row + 1, used + used / 2);
      values = Arrays.copyOf(values, size);
      reasonIndexes = Arrays.copyOf(reasonIndexes, size);
      Arrays.fill(values, used, size, Double.NaN);
      Arrays.fill(reasonIndexes, used, size, NO_REASON);
    }
    values[row] = value;
    reasonIndexes[row] = reason == null ? NO_REASON : indexOf(reason);
  }

  private int indexOf(String reason) {
    int index = reasons.indexOf(reason);
    if (index < 0) {
      reasons.add(reason);
      return reasons.size() - 1;
    }
    return index;
  }

  /** NaN if the metric is undefined, or was not measured. */
  double value(int row) {
    return row < values.length ? values[row] : Double.NaN;
  }

  Optional<String> reason(int row) {
    return row < values.length && reasonIndexes[row] != NO_REASON
        ? Optional.of(reasons.get(reasonIndexes[row]))
        : Optional.empty();
  }

  SortedMap<String, Integer> reasons() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    for (int index : reasonIndexes) {
      if (index != NO_REASON) {
        counts.merge(reasons.get(index), 1, Integer::sum);
      }
    }
    return Collections.unmodifiableSortedMap(counts);
  }

  /** The column with the given rows only, in that order. */
  MetricColumn select(int[] rows) {
    double[] selected = new double[rows.length];
    int[] selectedReasons = new int[rows.length];
    for (int index = 0; index < rows.length; index++) {
      boolean isSet = rows[index] < values.length;
      selected[index] = isSet ? values[rows[index]] : Double.NaN;
      selectedReasons[index] = isSet ? reasonIndexes[rows[index]] : NO_REASON;
    }
    return new MetricColumn(name, reasons, selected, selectedReasons);
  }
}
