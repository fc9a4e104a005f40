package org.modyn.supervisor.trigger.interval;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.modyn.common.config.pipeline.trigger.BatchConfig;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.Decision;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggerEvaluation;
import org.modyn.supervisor.trigger.TriggeringPolicy;

/**
 * Decides after every {@code evaluation_interval_data_points} samples whether the last of them
 * triggers: by the {@link WarmUp} at first, then by an {@link IntervalPolicy}. Use it for policies
 * that compare intervals of data, or evaluate models on them.
 *
 * <p>The decisions do not depend on the sizes of batches: an interval may span several batches, and
 * one batch may have several intervals. The state has the samples of the unfinished interval.
 */
public final class IntervalTrigger implements TriggeringPolicy {
  private final int samplesPerInterval;
  private final WarmUp warmUp;
  private final IntervalPolicy policy;
  private final SampleWindow interval;

  /**
   * @param state of the policy to continue, or the initial one
   * @param policy creates the policy from its state
   */
  public IntervalTrigger(
      BatchConfig config,
      TriggerContext context,
      PolicyState state,
      Function<PolicyState, IntervalPolicy> policy) {
    requireNonNull(context, "context is null");
    this.samplesPerInterval = config.evaluationIntervalDataPoints();
    if (state.isInitial()) {
      this.interval = new SampleWindow();
      this.warmUp = WarmUp.start(config, context);
      this.policy = policy.apply(PolicyState.initial());
      context.initialModel().ifPresent(this.policy::startFrom);
    } else {
      PolicyStateReader reader = new PolicyStateReader(state);
      this.interval = SampleWindow.of(reader.readState());
      this.warmUp = WarmUp.of(reader.readState(), config, context);
      this.policy = policy.apply(reader.readState());
    }
  }

  @Override
  public PolicyState state() {
    return new PolicyStateWriter()
        .writeState(interval.state())
        .writeState(warmUp.state())
        .writeState(policy.state())
        .toState();
  }

  @Override
  public Decision next(NewSamples samples) {
    List<TriggerEvaluation> evaluations = new ArrayList<>();
    int done = 0;
    while (done < samples.size()) {
      int end = done + samplesToNextDecision(samples.slice(done, samples.size()));
      NewSamples part = samples.slice(done, end);
      interval.add(part);
      warmUp.add(part);
      done = end;
      if (interval.size() == samplesPerInterval) {
        IntervalPolicy.Evaluation evaluation = endInterval();
        evaluation
            .calibrations()
            .forEach(details -> evaluations.add(entry(false, end - 1, details)));
        evaluations.add(entry(evaluation.triggers(), end - 1, evaluation.details()));
        interval.clear();
        if (evaluation.triggers()) {
          return new Decision(Optional.of(end - 1), evaluations);
        }
      }
    }
    return new Decision(Optional.empty(), evaluations);
  }

  @Override
  public int samplesToNextDecision(NewSamples samples) {
    return (int) Math.min(samples.size(), samplesPerInterval - interval.size());
  }

  private IntervalPolicy.Evaluation endInterval() {
    if (!warmUp.decides()) {
      return policy.decide(interval);
    }
    boolean triggers = warmUp.endInterval();
    return policy.observe(interval, triggers, !warmUp.decides());
  }

  private TriggerEvaluation entry(boolean triggered, int index, Map<String, Object> details) {
    return new TriggerEvaluation(
        policy.type(),
        triggered,
        index,
        interval.size(),
        interval.firstTimestamp(),
        interval.lastTimestamp(),
        details);
  }

  @Override
  public void modelTrained(int modelId, long trainingSetSize, double seconds) {
    policy.modelTrained(modelId, trainingSetSize, seconds);
  }
}
