package org.modyn.supervisor.trigger.cost;

import java.util.ArrayDeque;
import java.util.OptionalDouble;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.series.RidgeRegression;

/**
 * Estimates the duration of a training from those of the newest trainings: the ridge regression of
 * the seconds on the number of samples, with a penalty of 1. After one training, the estimate is
 * its duration for any number of samples. Used by one thread.
 */
final class CostTracker {
  private static final double PENALTY = 1;

  private final int limit;
  private final ArrayDeque<Training> trainings = new ArrayDeque<>();

  /**
   * @param limit how many trainings to consider, at least 1
   * @param state of the tracker to continue, or the initial one
   */
  CostTracker(int limit, PolicyState state) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit);
    }
    this.limit = limit;
    if (!state.isInitial()) {
      PolicyStateReader reader = new PolicyStateReader(state);
      int count = reader.readInt();
      for (int index = 0; index < count; index++) {
        add(reader.readLong(), reader.readDouble());
      }
    }
  }

  private record Training(long samples, double seconds) {}

  /**
   * Adds a training. One without samples or duration says nothing about the cost, and is ignored.
   *
   * @param samples in its training set
   */
  void add(long samples, double seconds) {
    if (samples <= 0 || !(seconds > 0)) {
      return;
    }
    if (trainings.size() == limit) {
      trainings.removeFirst();
    }
    trainings.addLast(new Training(samples, seconds));
  }

  /**
   * Returns the estimated duration in seconds of a training on a number of samples, at least 0;
   * empty before the first training.
   */
  OptionalDouble estimate(long samples) {
    if (trainings.isEmpty()) {
      return OptionalDouble.empty();
    }
    RidgeRegression regression = new RidgeRegression(PENALTY, PolicyState.initial());
    trainings.forEach(training -> regression.add(training.samples(), training.seconds()));
    return OptionalDouble.of(Math.max(0, regression.predict(samples)));
  }

  PolicyState state() {
    PolicyStateWriter writer = new PolicyStateWriter().writeInt(trainings.size());
    trainings.forEach(
        training -> writer.writeLong(training.samples()).writeDouble(training.seconds()));
    return writer.toState();
  }
}
