package org.modyn.ml.metric;

import java.util.List;

/**
 * The share of samples whose label is predicted: the transformed output of a sample is the
 * predicted label.
 *
 * <p>It takes no memory; the shared {@link ClassCounts} count a sample in about a nanosecond.
 */
final class Accuracy implements Metric {
  private final ClassCounts counts;

  Accuracy(ClassCounts counts) {
    this.counts = counts;
  }

  @Override
  public List<Accumulator> accumulators() {
    return List.of(counts);
  }

  @Override
  public MetricResult result() {
    return MetricResult.of((double) counts.correct() / counts.samples());
  }
}
