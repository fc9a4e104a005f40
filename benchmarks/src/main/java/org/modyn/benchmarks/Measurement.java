package org.modyn.benchmarks;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * One figure beside its baseline.
 *
 * @param name stable, so that runs can be compared
 * @param value median over the repetitions
 * @param unit of value and baseline
 * @param baseline median over the repetitions
 * @param ratio median of value / baseline within a repetition
 */
@JsonPropertyOrder({"name", "value", "unit", "baseline", "ratio"})
record Measurement(String name, double value, String unit, double baseline, double ratio) {
  Measurement {
    requireNonNull(name, "name is null");
    requireNonNull(unit, "unit is null");
  }

  /** Something that can be measured; each call measures once. */
  interface Figure {
    double measure();
  }

  /**
   * Measures value and baseline in turn, after one round that does not count.
   *
   * @param repetitions at least 1
   */
  static Measurement of(String name, String unit, int repetitions, Figure value, Figure baseline) {
    if (repetitions < 1) {
      throw new IllegalArgumentException("repetitions must be at least 1, but is " + repetitions);
    }
    double[] values = new double[repetitions];
    double[] baselines = new double[repetitions];
    double[] ratios = new double[repetitions];
    value.measure();
    baseline.measure();
    for (int repetition = 0; repetition < repetitions; repetition++) {
      values[repetition] = value.measure();
      baselines[repetition] = baseline.measure();
      ratios[repetition] = values[repetition] / baselines[repetition];
    }
    return new Measurement(name, median(values), unit, median(baselines), median(ratios));
  }

  /** How many of something a second an action makes. */
  static double perSecond(long count, Runnable action) {
    long start = System.nanoTime();
    action.run();
    return count * 1e9 / (System.nanoTime() - start);
  }

  /** How long an action takes. */
  static double seconds(Runnable action) {
    long start = System.nanoTime();
    action.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Waits for what runs beside the measurement; throws what it threw. */
  static void await(Future<?> task) {
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("the measurement failed", e.getCause());
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
