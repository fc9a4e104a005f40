package org.modyn.supervisor.trigger.performance;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.pipeline.trigger.PerformanceTriggerConfig;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.PerformanceSource.Performance;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggeringPolicy;
import org.modyn.supervisor.trigger.interval.IntervalPolicy;
import org.modyn.supervisor.trigger.interval.IntervalTrigger;

/**
 * Triggers when the performance of the newest model on the newest samples meets any of several
 * criteria. Use it where labels arrive with the samples, and a bad model costs more than an
 * evaluation.
 *
 * <p>An interval costs an evaluation of the model on its samples. The state has the recent
 * measurements of the criteria, no samples. During the warm-up, the evaluations calibrate the
 * criteria.
 */
public final class PerformancePolicy implements IntervalPolicy {
  private final ModelObserver observer;
  private final Map<String, PerformanceCriterion> criteria = new LinkedHashMap<>();

  private PerformancePolicy(
      PerformanceTriggerConfig config, TriggerContext context, PolicyState state) {
    requireNonNull(config, "config is null");
    if (state.isInitial()) {
      observer = new ModelObserver(config.performance(), context, state);
      config
          .decisionCriteria()
          .forEach(
              (name, criterion) ->
                  criteria.put(name, PerformanceCriterion.create(criterion, config, state)));
      return;
    }
    PolicyStateReader reader = new PolicyStateReader(state);
    observer = new ModelObserver(config.performance(), context, reader.readState());
    config
        .decisionCriteria()
        .forEach(
            (name, criterion) ->
                criteria.put(
                    name, PerformanceCriterion.create(criterion, config, reader.readState())));
  }

  /**
   * Creates a performance trigger.
   *
   * @param state of the trigger to continue, or the initial one
   */
  public static TriggeringPolicy create(
      PerformanceTriggerConfig config, TriggerContext context, PolicyState state) {
    return new IntervalTrigger(
        config.batch(), context, state, part -> new PerformancePolicy(config, context, part));
  }

  @Override
  public PolicyState state() {
    PolicyStateWriter writer = new PolicyStateWriter().writeState(observer.state());
    criteria.values().forEach(criterion -> writer.writeState(criterion.state()));
    return writer.toState();
  }

  @Override
  public String type() {
    return "performance";
  }

  @Override
  public Evaluation decide(SampleWindow interval) {
    Optional<Performance> performance = observer.evaluate(interval);
    Map<String, Boolean> decisions = new LinkedHashMap<>();
    performance.ifPresent(
        known ->
            criteria.forEach(
                (name, criterion) ->
                    decisions.put(name, criterion.decide(known, observer.tracker()))));
    // without a model, nothing was trained yet
    boolean triggers = !observer.hasModel() || decisions.containsValue(true);
    return evaluation(triggers, performance, decisions);
  }

  @Override
  public Evaluation observe(SampleWindow interval, boolean triggers, boolean endsWarmUp) {
    Optional<Performance> performance = observer.evaluate(interval);
    performance.ifPresent(
        known -> criteria.values().forEach(criterion -> criterion.calibrate(known)));
    return evaluation(triggers, performance, Map.of());
  }

  private Evaluation evaluation(
      boolean triggers, Optional<Performance> performance, Map<String, Boolean> decisions) {
    if (triggers) {
      criteria.values().forEach(PerformanceCriterion::triggered);
    }
    Map<String, Object> details = observer.toLog(performance);
    details.put("policy_decisions", decisions);
    return Evaluation.of(triggers, details);
  }

  @Override
  public void modelTrained(int modelId, long trainingSetSize, double seconds) {
    observer.modelTrained(modelId);
    criteria.values().forEach(PerformanceCriterion::modelTrained);
  }

  @Override
  public void startFrom(int modelId) {
    observer.startFrom(modelId);
  }
}
