package org.modyn.ml.metric;

import org.modyn.common.config.pipeline.evaluation.metric.ClassAverage;

/** The share of the samples with the label of a class that are predicted as that class. */
final class Recall extends ClassMetric {
  Recall(ClassAverage average, ClassCounts counts) {
    super(average, counts);
  }

  @Override
  long numerator(ClassCounts counts, int clazz) {
    return counts.correct(clazz);
  }

  @Override
  long denominator(ClassCounts counts, int clazz) {
    return counts.labelled(clazz);
  }

  @Override
  String undefinedBecause(int clazz) {
    return "no sample has the label " + clazz;
  }
}
