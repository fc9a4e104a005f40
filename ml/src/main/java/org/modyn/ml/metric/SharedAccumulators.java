package org.modyn.ml.metric;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The accumulators that metrics of the same samples share: one of each kind for metrics with the
 * same transformer.
 */
final class SharedAccumulators {
  private final Map<Optional<EvaluationTransformer>, ClassCounts> classCounts = new HashMap<>();
  private final Map<Optional<EvaluationTransformer>, Rankings> rankings = new HashMap<>();

  /** Counts for a metric that needs no counts per class. */
  ClassCounts classCounts(MetricSource source) {
    return shared(classCounts, source, ClassCounts::new);
  }

  /**
   * Counts per class.
   *
   * @param classes of the metric; others are rejected
   */
  ClassCounts classCounts(MetricSource source, int classes) {
    ClassCounts counts = classCounts(source);
    counts.limitTo(classes, source.metric());
    return counts;
  }

  Rankings rankings(MetricSource source) {
    return shared(rankings, source, Rankings::new);
  }

  private static <A extends Accumulator> A shared(
      Map<Optional<EvaluationTransformer>, A> existing,
      MetricSource source,
      Function<MetricSource, A> create) {
    return existing.computeIfAbsent(source.transformer(), transformer -> create.apply(source));
  }
}
