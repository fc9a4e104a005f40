package org.modyn.ml.metric;

import java.util.List;
import org.modyn.common.config.pipeline.evaluation.metric.ClassAverage;

/**
 * A ratio of {@link ClassCounts} of each class, averaged over the classes as in scikit-learn with
 * {@code labels=range(num_classes)} and {@code zero_division=0}: in averages, a class whose ratio
 * is 0/0 counts as 0. With one class only ({@code average: binary}), 0/0 is undefined.
 *
 * <p>Metrics of this kind share the counts, so each of them costs only its result.
 */
abstract class ClassMetric implements Metric {
  private final ClassAverage average;
  private final ClassCounts counts;

  ClassMetric(ClassAverage average, ClassCounts counts) {
    this.average = average;
    this.counts = counts;
  }

  /** The numerator of a class. */
  abstract long numerator(ClassCounts counts, int clazz);

  /** The denominator of a class; 0 if the class is undefined. */
  abstract long denominator(ClassCounts counts, int clazz);

  /** Why the denominator of a class is 0: a clause that completes "undefined because". */
  abstract String undefinedBecause(int clazz);

  @Override
  public final List<Accumulator> accumulators() {
    return List.of(counts);
  }

  @Override
  public final MetricResult result() {
    return switch (average.average()) {
      case BINARY -> ofPositiveClass();
      case MICRO -> MetricResult.of((double) counts.correct() / counts.samples());
      case MACRO -> {
        double sum = 0;
        for (int clazz = 0; clazz < average.numClasses(); clazz++) {
          sum += ratio(clazz);
        }
        yield MetricResult.of(sum / average.numClasses());
      }
      case WEIGHTED -> {
        double sum = 0;
        for (int clazz = 0; clazz < average.numClasses(); clazz++) {
          sum += ratio(clazz) * counts.labelled(clazz);
        }
        yield MetricResult.of(sum / counts.samples());
      }
    };
  }

  private MetricResult ofPositiveClass() {
    int positive = average.posLabel();
    return denominator(counts, positive) == 0
        ? MetricResult.undefined(undefinedBecause(positive))
        : MetricResult.of(ratio(positive));
  }

  private double ratio(int clazz) {
    long denominator = denominator(counts, clazz);
    return denominator == 0 ? 0 : (double) numerator(counts, clazz) / denominator;
  }
}
