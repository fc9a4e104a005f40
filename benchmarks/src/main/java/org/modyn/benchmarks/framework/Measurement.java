package org.modyn.benchmarks.framework;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;

/**
 * A figure and its baseline.
 *
 * @param name a stable name, so that runs can be compared
 * @param value median over the repetitions
 * @param unit of value and baseline
 * @param baseline median over the repetitions; NaN, which is null in JSON, without a baseline
 * @param ratio median of value / baseline within a repetition; NaN without a baseline
 * @param smallestRatio the smallest of these ratios; NaN without a baseline
 * @param largestRatio the largest of these ratios; NaN without a baseline
 */
@JsonPropertyOrder({"name", "value", "unit", "baseline", "ratio", "smallestRatio", "largestRatio"})
public record Measurement(
    String name,
    double value,
    String unit,
    @JsonSerialize(using = NullIfMissing.class) double baseline,
    @JsonSerialize(using = NullIfMissing.class) double ratio,
    @JsonSerialize(using = NullIfMissing.class) double smallestRatio,
    @JsonSerialize(using = NullIfMissing.class) double largestRatio) {
  public Measurement {
    requireNonNull(name, "name is null");
    requireNonNull(unit, "unit is null");
  }

  /** A figure that was measured once. */
  public Measurement(String name, double value, String unit, double baseline, double ratio) {
    this(name, value, unit, baseline, ratio, ratio, ratio);
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
    return ofRounds(name, unit, values, baselines, ratios);
  }

  private static Measurement ofRounds(
      String name, String unit, double[] values, double[] baselines, double[] ratios) {
    return new Measurement(
        name,
        median(values),
        unit,
        median(baselines),
        median(ratios),
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow());
  }

  /**
   * Returns a count, which has no repetitions.
   *
   * @param total what it is a part of, the baseline
   */
  public static Measurement count(String name, String unit, long value, long total) {
    return new Measurement(name, value, unit, total, total == 0 ? 0 : (double) value / total);
  }

  /**
   * Measures a value that has no baseline, after a warm-up round.
   *
   * @param repetitions at least 1
   */
  public static Measurement of(String name, String unit, int repetitions, Figure value) {
    return of(name, unit, repetitions, value, () -> Double.NaN);
  }

  /** Returns a quantity that each of some items has, without a baseline. */
  public static <T> Measurement ofEach(
      String name, String unit, List<T> items, ToDoubleFunction<T> value) {
    return ofEach(name, unit, items, value, item -> Double.NaN);
  }

  /**
   * Returns a quantity that each of some items has.
   *
   * @param items at least one
   */
  public static <T> Measurement ofEach(
      String name,
      String unit,
      List<T> items,
      ToDoubleFunction<T> value,
      ToDoubleFunction<T> baseline) {
    return ofRounds(
        name,
        unit,
        items.stream().mapToDouble(value).toArray(),
        items.stream().mapToDouble(baseline).toArray(),
        items.stream()
            .mapToDouble(item -> value.applyAsDouble(item) / baseline.applyAsDouble(item))
            .toArray());
  }

  /** Returns whether the figure has a baseline. */
  public boolean hasBaseline() {
    return !Double.isNaN(baseline);
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

  private static final class NullIfMissing extends JsonSerializer<Double> {
    @Override
    public void serialize(Double number, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (number.isNaN()) {
        json.writeNull();
      } else {
        json.writeNumber(number);
      }
    }
  }
}
