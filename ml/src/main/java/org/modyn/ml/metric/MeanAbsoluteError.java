package org.modyn.ml.metric;

/** The mean absolute difference between output and label. */
final class MeanAbsoluteError extends MeanError {
  MeanAbsoluteError(MetricSource source) {
    super(source);
  }

  @Override
  double error(double difference) {
    return Math.abs(difference);
  }
}
