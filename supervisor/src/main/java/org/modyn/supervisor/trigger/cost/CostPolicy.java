package org.modyn.supervisor.trigger.cost;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.modyn.common.config.pipeline.trigger.AvoidableMisclassificationCostTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataIncorporationLatencyCostTriggerConfig;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggeringPolicy;
import org.modyn.supervisor.trigger.interval.IntervalPolicy;
import org.modyn.supervisor.trigger.interval.IntervalTrigger;

/**
 * Triggers when the regret since the last training outweighs the cost of a training (Böther et al.
 * 2025, the cost-aware triggering policies): when the accumulated regret in seconds, divided by how
 * many seconds of it are worth a second of training, is at least the estimated duration of a
 * training on the samples since then. Use it where trainings are expensive, and it is easier to say
 * what a delay costs than how often to train.
 *
 * <p>Each trigger and each training sets the regret to 0. Until the duration of a training is
 * known, each interval after the warm-up triggers. In an ensemble, the samples of an interval count
 * in full although a training may have happened within it.
 */
public final class CostPolicy implements IntervalPolicy {
  private static final double NO_ESTIMATE = -1;

  private final double regretPerTrainingSecond;
  private final CostTracker costs;
  private final Regret regret;
  private OptionalLong lastIntervalEnd = OptionalLong.empty();
  private long samplesSinceTraining;

  private CostPolicy(
      double regretPerTrainingSecond,
      int trackedTrainings,
      Function<PolicyState, Regret> regret,
      PolicyState state) {
    this.regretPerTrainingSecond = regretPerTrainingSecond;
    if (state.isInitial()) {
      this.costs = new CostTracker(trackedTrainings, state);
      this.regret = regret.apply(state);
    } else {
      PolicyStateReader reader = new PolicyStateReader(state);
      this.costs = new CostTracker(trackedTrainings, reader.readState());
      this.regret = regret.apply(reader.readState());
      this.lastIntervalEnd =
          reader.readBoolean() ? OptionalLong.of(reader.readLong()) : OptionalLong.empty();
      this.samplesSinceTraining = reader.readLong();
    }
  }

  /**
   * Creates a trigger on the time that samples have waited for a training.
   *
   * @param state of the trigger to continue, or the initial one
   */
  public static TriggeringPolicy create(
      DataIncorporationLatencyCostTriggerConfig config, TriggerContext context, PolicyState state) {
    requireNonNull(config, "config is null");
    return new IntervalTrigger(
        config.batch(),
        context,
        state,
        part ->
            new CostPolicy(
                config.incorporationDelayPerTrainingSecond(),
                config.costTrackingWindowSize(),
                WaitingTimeRegret::new,
                part));
  }

  /**
   * Creates a trigger on the time for which avoidable misclassifications have existed.
   *
   * @param state of the trigger to continue, or the initial one
   */
  public static TriggeringPolicy create(
      AvoidableMisclassificationCostTriggerConfig config,
      TriggerContext context,
      PolicyState state) {
    requireNonNull(config, "config is null");
    return new IntervalTrigger(
        config.batch(),
        context,
        state,
        part ->
            new CostPolicy(
                config.avoidableMisclassificationLatencyPerTrainingSecond(),
                config.costTrackingWindowSize(),
                regretState -> new MisclassificationRegret(config, context, regretState),
                part));
  }

  @Override
  public PolicyState state() {
    PolicyStateWriter writer =
        new PolicyStateWriter()
            .writeState(costs.state())
            .writeState(regret.state())
            .writeBoolean(lastIntervalEnd.isPresent());
    lastIntervalEnd.ifPresent(writer::writeLong);
    return writer.writeLong(samplesSinceTraining).toState();
  }

  @Override
  public String type() {
    return "cost_aware";
  }

  @Override
  public Evaluation decide(SampleWindow interval) {
    Regret.Measurement measurement = add(interval);
    OptionalDouble estimate = costs.estimate(samplesSinceTraining);
    boolean triggers =
        estimate.isEmpty()
            || outweighs(measurement.total(), estimate.getAsDouble())
            || (measurement.next().isPresent()
                && outweighs(measurement.next().getAsDouble(), estimate.getAsDouble()));
    return evaluation(triggers, measurement, estimate.orElse(NO_ESTIMATE));
  }

  private boolean outweighs(double total, double trainingSeconds) {
    return total / regretPerTrainingSecond >= trainingSeconds;
  }

  @Override
  public Evaluation observe(SampleWindow interval, boolean triggers, boolean endsWarmUp) {
    return evaluation(triggers, add(interval), NO_ESTIMATE);
  }

  private Regret.Measurement add(SampleWindow interval) {
    long start = lastIntervalEnd.orElse(interval.firstTimestamp());
    // late samples can be older than the interval before
    long end = Math.max(start, interval.lastTimestamp());
    lastIntervalEnd = OptionalLong.of(end);
    samplesSinceTraining += interval.size();
    return regret.add(interval, end, end - start);
  }

  private Evaluation evaluation(boolean triggers, Regret.Measurement measurement, double estimate) {
    if (triggers) {
      reset();
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("regret_metric", measurement.total());
    details.put("regret_log", measurement.details());
    details.put("traintime_estimate", estimate);
    details.put("regret_in_traintime_unit", measurement.total() / regretPerTrainingSecond);
    return Evaluation.of(triggers, details);
  }

  private void reset() {
    samplesSinceTraining = 0;
    regret.reset();
  }

  @Override
  public void modelTrained(int modelId, long trainingSetSize, double seconds) {
    reset();
    costs.add(trainingSetSize, seconds);
    regret.modelTrained(modelId);
  }

  @Override
  public void startFrom(int modelId) {
    regret.startFrom(modelId);
  }
}
