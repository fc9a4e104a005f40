package org.modyn.supervisor.trigger.performance;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.PerformanceSource;
import org.modyn.supervisor.trigger.PerformanceSource.Performance;
import org.modyn.supervisor.trigger.TriggerContext;

/**
 * Evaluates the newest model of a pipeline on intervals of samples, and tracks its accuracy. An
 * interval costs one evaluation on its samples. Used by one thread.
 */
public final class ModelObserver {
  private final PerformanceSource source;
  private final PerformanceTracker tracker;
  private Optional<Integer> model = Optional.empty();

  /**
   * @param state of the observer to continue, or the initial one
   */
  public ModelObserver(PerformanceConfig config, TriggerContext context, PolicyState state) {
    this.source = context.services().performance(config.evaluation());
    PolicyState trackerState = state;
    if (!state.isInitial()) {
      PolicyStateReader reader = new PolicyStateReader(state);
      model = reader.readBoolean() ? Optional.of(reader.readInt()) : Optional.empty();
      trackerState = reader.readState();
    }
    this.tracker =
        new PerformanceTracker(
            config.performanceTriggersWindowSize(), config.forecastingMethod(), trackerState);
  }

  /** Returns the state after the last call. */
  public PolicyState state() {
    PolicyStateWriter writer = new PolicyStateWriter().writeBoolean(model.isPresent());
    model.ifPresent(writer::writeInt);
    return writer.writeState(tracker.state()).toState();
  }

  /** Returns whether there is a model. */
  public boolean hasModel() {
    return model.isPresent();
  }

  /** Returns the tracked accuracies. */
  public PerformanceTracker tracker() {
    return tracker;
  }

  /**
   * Evaluates the newest model on an interval.
   *
   * @return the performance; empty if there is no model, or all samples of the interval have been
   *     deleted or cannot be read
   * @throws ModynException as {@link PerformanceSource#evaluate}
   */
  public Optional<Performance> evaluate(SampleWindow interval) {
    if (model.isEmpty()) {
      return Optional.empty();
    }
    Performance performance = source.evaluate(model.get(), interval.keys());
    if (performance.samples() == 0) {
      return Optional.empty();
    }
    tracker.add(performance.accuracy());
    return Optional.of(performance);
  }

  /**
   * Returns the fields of a log entry that describe an evaluation. Without one, the number of
   * misclassifications is -1, and there are no scores.
   */
  public Map<String, Object> toLog(Optional<Performance> performance) {
    requireNonNull(performance, "performance is null");
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id_model", model.orElse(null));
    fields.put(
        "num_misclassifications", performance.map(Performance::misclassifications).orElse(-1L));
    fields.put("evaluation_scores", performance.map(Performance::scores).orElse(Map.of()));
    return fields;
  }

  /** Observes a model that was trained, from the next interval on. */
  public void modelTrained(int modelId) {
    model = Optional.of(modelId);
    tracker.modelTrained();
  }

  /** Observes the model that the pipeline starts from, which was not trained on its data. */
  public void startFrom(int modelId) {
    model = Optional.of(modelId);
  }
}
