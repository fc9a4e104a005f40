package org.modyn.ml.metric;

import org.modyn.common.config.pipeline.evaluation.metric.ClassAverage;

/**
 * The harmonic mean of precision and recall: twice the correct samples of a class, divided by those
 * with its label plus those predicted as it.
 */
final class F1Score extends ClassMetric {
  F1Score(ClassAverage average, ClassCounts counts) {
    super(average, counts);
  }

  @Override
  long numerator(ClassCounts counts, int clazz) {
    return 2 * counts.correct(clazz);
  }

  @Override
  long denominator(ClassCounts counts, int clazz) {
    return counts.labelled(clazz) + counts.predicted(clazz);
  }

  @Override
  String undefinedBecause(int clazz) {
    return "no sample has the label " + clazz + " or is predicted as it";
  }
}
