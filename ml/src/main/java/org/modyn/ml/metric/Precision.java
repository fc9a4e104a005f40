package org.modyn.ml.metric;

import org.modyn.common.config.pipeline.evaluation.metric.ClassAverage;

/** The share of the samples predicted as a class whose label is that class. */
final class Precision extends ClassMetric {
  Precision(ClassAverage average, ClassCounts counts) {
    super(average, counts);
  }

  @Override
  long numerator(ClassCounts counts, int clazz) {
    return counts.correct(clazz);
  }

  @Override
  long denominator(ClassCounts counts, int clazz) {
    return counts.predicted(clazz);
  }

  @Override
  String undefinedBecause(int clazz) {
    return "no sample is predicted as class " + clazz;
  }
}
