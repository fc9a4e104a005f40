package org.modyn.ml.metric;

/** The mean squared difference between output and label. */
final class MeanSquaredError extends MeanError {
  MeanSquaredError(MetricSource source) {
    super(source);
  }

  @Override
  double error(double difference) {
    return difference * difference;
  }
}
