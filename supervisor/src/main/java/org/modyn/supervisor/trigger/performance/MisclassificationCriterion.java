package org.modyn.supervisor.trigger.performance;

import static java.util.Objects.requireNonNull;

import org.modyn.common.config.pipeline.trigger.performance.PerformanceCriterionConfig.StaticNumberMisclassification;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.PerformanceSource.Performance;

/**
 * A number of avoidable misclassifications since the last trigger triggers. The estimate of each
 * interval is rounded to a whole number, a half to the even one.
 */
final class MisclassificationCriterion implements PerformanceCriterion {
  private final StaticNumberMisclassification config;
  private final boolean looksAhead;
  private final int samplesPerInterval;
  private final MisclassificationEstimator estimator;
  private long avoidable;

  /**
   * @param state of the criterion to continue, or the initial one
   */
  MisclassificationCriterion(
      StaticNumberMisclassification config,
      boolean looksAhead,
      int samplesPerInterval,
      PolicyState state) {
    this.config = requireNonNull(config, "config is null");
    this.looksAhead = looksAhead;
    this.samplesPerInterval = samplesPerInterval;
    this.estimator = new MisclassificationEstimator(config.misclassification());
    this.avoidable = state.isInitial() ? 0 : new PolicyStateReader(state).readLong();
  }

  @Override
  public PolicyState state() {
    return new PolicyStateWriter().writeLong(avoidable).toState();
  }

  @Override
  public void calibrate(Performance performance) {
    // the warm-up calibrates the expected accuracy, which the tracker has
  }

  @Override
  public boolean decide(Performance performance, PerformanceTracker tracker) {
    avoidable += rounded(estimator.avoidable(performance, tracker));
    return exceeds(avoidable)
        || (looksAhead
            && exceeds(avoidable + rounded(estimator.avoidableNext(samplesPerInterval, tracker))));
  }

  private boolean exceeds(long number) {
    return number >= config.avoidableMisclassificationThreshold();
  }

  private static long rounded(double number) {
    return (long) Math.rint(number);
  }

  @Override
  public void triggered() {
    avoidable = 0;
  }

  @Override
  public void modelTrained() {
    avoidable = 0;
  }
}
