package org.modyn.benchmarks.framework;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * A figure and its baseline.
 *
 * @param name a stable name, so that runs can be compared
 * @param value median over the repetitions
 * @param unit of value and baseline
 * @param baseline median over the repetitions
 * @param ratio median of value / baseline within a repetition
 */
@JsonPropertyOrder({"name", "value", "unit", "baseline", "ratio"})
public record Measurement(String name, double value, String unit, double baseline, double ratio) {
  public Measurement {
    requireNonNull(name, "name is null");
    requireNonNull(unit, "unit is null");
  }

  /** A quantity that can be measured; each call measures once. */
  public interface Figure {
    double measure();
  }

  /**
   * Measures value and baseline alternately, after a warm-up round.
   *
   * @param repetitions at least 1
   */
  public static Measurement of(
      String name, String unit, int repetitions, Figure value, Figure baseline) {
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

  /**
   * Returns a count, which has no repetitions.
   *
   * @param total what it is a part of, the baseline
   */
  public static Measurement count(String name, String unit, long value, long total) {
    return new Measurement(name, value, unit, total, total == 0 ? 0 : (double) value / total);
  }

  /** Returns the throughput of an action that processes {@code count} items. */
  public static double perSecond(long count, Runnable action) {
    long start = System.nanoTime();
    action.run();
    return count * 1e9 / (System.nanoTime() - start);
  }

  /** Returns the duration of an action. */
  public static double seconds(Runnable action) {
    long start = System.nanoTime();
    action.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Waits for a concurrent task of a measurement; rethrows its exception. */
  public static void await(Future<?> task) {
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
