package org.modyn.supervisor.drift;

import static java.util.Objects.requireNonNull;

import org.modyn.common.config.pipeline.trigger.drift.EvidentlyDriftMetricConfig;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.drift.PrincipalComponents.ComparedWindows;
import org.modyn.supervisor.drift.statistics.TooFewSamplesException;

/**
 * The fraction of the components, features or principal components, that differ in the windows
 * according to a test of each: Evidently's {@code ratio} method. Time: that of the test for each
 * component; memory: a copy of the windows in float64.
 */
final class RatioDriftMetric implements DriftMetric {
  private final EvidentlyDriftMetricConfig.Ratio config;
  private final long seed;

  RatioDriftMetric(EvidentlyDriftMetricConfig.Ratio config, long seed) {
    this.config = requireNonNull(config, "config is null");
    this.seed = seed;
  }

  @Override
  public DriftMeasurement measure(Features reference, Features current) {
    ComparedWindows windows =
        PrincipalComponents.of(config.numPcaComponent()).reduce(reference, current);
    ComponentTest test =
        ComponentTest.of(
            config.componentStattest(),
            config.componentStattestThreshold(),
            reference.rows(),
            current.rows(),
            seed);
    int columns = windows.reference().columns();
    int differing = 0;
    for (int column = 0; column < columns; column++) {
      if (differs(test, windows, column)) {
        differing++;
      }
    }
    return DriftMeasurement.ofDistance((double) differing / columns);
  }

  private static boolean differs(ComponentTest test, ComparedWindows windows, int column) {
    try {
      return test.differs(windows.reference().column(column), windows.current().column(column));
    } catch (TooFewSamplesException e) {
      throw e;
    } catch (ModynException e) {
      throw new ModynException(e.category(), "component " + column + ": " + e.oneLine(), e);
    }
  }
}
