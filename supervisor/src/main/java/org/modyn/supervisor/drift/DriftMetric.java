package org.modyn.supervisor.drift;

/**
 * A distance between the distributions of two windows of samples. Stateless and thread safe: its
 * result depends on its configuration, its seed and the windows alone.
 */
@FunctionalInterface
public interface DriftMetric {
  /**
   * Measures the distance. Windows may have different numbers of rows, at least one each, and
   * constant columns.
   *
   * @param reference shape [samples, features]
   * @param current shape [samples, features], with as many columns as {@code reference}
   * @throws org.modyn.supervisor.drift.statistics.TooFewSamplesException when the metric is not
   *     defined for so few samples
   * @throws org.modyn.common.error.ModynException FAILED_PRECONDITION when it does not allow a
   *     value
   */
  DriftMeasurement measure(Features reference, Features current);
}
