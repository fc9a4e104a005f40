package org.modyn.supervisor.trigger.criterion;

import java.util.ArrayDeque;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;

/** The newest measurements of a series. */
final class RecentMeasurements {
  private final int limit;
  private final ArrayDeque<Double> values = new ArrayDeque<>();

  /**
   * @param limit how many to keep, at least 1
   */
  RecentMeasurements(int limit, PolicyState state) {
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

  void add(double measurement) {
    if (!Double.isFinite(measurement)) {
      throw new IllegalArgumentException("measurement is " + measurement);
    }
    if (values.size() == limit) {
      values.removeFirst();
    }
    values.addLast(measurement);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  double[] sorted() {
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  /** Returns the sum of the values in their order, divided by their number. */
  double mean() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.size();
  }

  PolicyState state() {
    if (values.isEmpty()) {
      return PolicyState.initial();
    }
    PolicyStateWriter writer = new PolicyStateWriter().writeInt(values.size());
    values.forEach(writer::writeDouble);
    return writer.toState();
  }
}
