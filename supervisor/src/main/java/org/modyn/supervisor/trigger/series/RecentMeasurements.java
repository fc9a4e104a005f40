package org.modyn.supervisor.trigger.series;

import java.util.ArrayDeque;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.ForecastingMethod;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;

/**
 * The newest measurements of a series. The state takes 8 bytes a measurement. Used by one thread.
 */
public final class RecentMeasurements {
  private final int limit;
  private final ArrayDeque<Double> values = new ArrayDeque<>();

  /**
   * @param limit how many to keep, at least 1
   * @param state of the measurements to continue, or the initial one
   */
  public RecentMeasurements(int limit, PolicyState state) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit);
    }
    this.limit = limit;
    if (!state.isInitial()) {
      PolicyStateReader reader = new PolicyStateReader(state);
      int count = reader.readInt();
      for (int index = 0; index < count; index++) {
        add(reader.readDouble());
      }
    }
  }

  /**
   * Adds a measurement, in place of the oldest one if there are as many as the limit.
   *
   * @param measurement finite
   */
  public void add(double measurement) {
    if (!Double.isFinite(measurement)) {
      throw new IllegalArgumentException("measurement is " + measurement);
    }
    if (values.size() == limit) {
      values.removeFirst();
    }
    values.addLast(measurement);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** Returns the measurements in ascending order. */
  public double[] sorted() {
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  /** Returns the sum of the measurements in their order, divided by their number. */
  public double mean() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.size();
  }

  /** Returns the forecast of the next measurement, as {@link MeasurementSeries#forecast}. */
  public double forecast(ForecastingMethod method) {
    MeasurementSeries series = new MeasurementSeries(PolicyState.initial());
    values.forEach(series::add);
    return series.forecast(method);
  }

  /** Returns the state after the last measurement; the initial state if there is none. */
  public PolicyState state() {
    if (values.isEmpty()) {
      return PolicyState.initial();
    }
    PolicyStateWriter writer = new PolicyStateWriter().writeInt(values.size());
    values.forEach(writer::writeDouble);
    return writer.toState();
  }
}
