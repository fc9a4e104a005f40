package org.modyn.supervisor.trigger.cost;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.modyn.common.config.pipeline.trigger.AvoidableMisclassificationCostTriggerConfig;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.Mode;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.PerformanceSource.Performance;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.performance.MisclassificationEstimator;
import org.modyn.supervisor.trigger.performance.ModelObserver;

/**
 * The seconds for which avoidable misclassifications have existed, summed over their estimated
 * number. An interval costs an evaluation of the newest model on its samples; the regret of an
 * interval without a model is 0.
 */
final class MisclassificationRegret implements Regret {
  private final AvoidableMisclassificationCostTriggerConfig config;
  private final MisclassificationEstimator estimator;
  private final ModelObserver observer;
  private final DataDensityTracker density;
  private final LatencyTracker latency;

  /**
   * @param state of the regret to continue, or the initial one
   */
  MisclassificationRegret(
      AvoidableMisclassificationCostTriggerConfig config,
      TriggerContext context,
      PolicyState state) {
    this.config = requireNonNull(config, "config is null");
    this.estimator = new MisclassificationEstimator(config.misclassification());
    PolicyState observerState = state;
    PolicyState densityState = state;
    PolicyState latencyState = state;
    if (!state.isInitial()) {
      PolicyStateReader reader = new PolicyStateReader(state);
      observerState = reader.readState();
      densityState = reader.readState();
      latencyState = reader.readState();
    }
    this.observer = new ModelObserver(config.performance(), context, observerState);
    this.density =
        new DataDensityTracker(
            config.performance().dataDensityWindowSize(),
            config.performance().forecastingMethod(),
            densityState);
    this.latency = new LatencyTracker(latencyState);
  }

  @Override
  public PolicyState state() {
    return new PolicyStateWriter()
        .writeState(observer.state())
        .writeState(density.state())
        .writeState(latency.state())
        .toState();
  }

  @Override
  public Measurement add(SampleWindow interval, long end, long seconds) {
    density.add(interval.size(), seconds);
    Optional<Performance> performance = observer.evaluate(interval);
    double avoidable =
        performance.map(known -> estimator.avoidable(known, observer.tracker())).orElse(0.0);
    double total = latency.add(avoidable, seconds);
    Map<String, Object> details = observer.toLog(performance);
    details.put("num_samples", performance.map(Performance::samples).orElse(0L));
    details.put("estimated_new_avoidable_misclassifications", avoidable);
    OptionalDouble next =
        config.performance().mode() == Mode.LOOKAHEAD
            ? OptionalDouble.of(afterNextInterval())
            : OptionalDouble.empty();
    next.ifPresent(regret -> details.put("regret_after_next_interval", regret));
    return new Measurement(total, next, details);
  }

  private double afterNextInterval() {
    int samples = config.batch().evaluationIntervalDataPoints();
    return latency.after(
        estimator.avoidableNext(samples, observer.tracker()), samples / density.forecast());
  }

  @Override
  public void reset() {
    latency.reset();
  }

  @Override
  public void modelTrained(int modelId) {
    observer.modelTrained(modelId);
  }

  @Override
  public void startFrom(int modelId) {
    observer.startFrom(modelId);
  }
}
