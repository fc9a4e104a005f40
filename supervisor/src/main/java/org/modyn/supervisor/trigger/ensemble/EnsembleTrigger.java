package org.modyn.supervisor.trigger.ensemble;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.pipeline.trigger.EnsembleTriggerConfig;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.Decision;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggerEvaluation;
import org.modyn.supervisor.trigger.TriggeringPolicies;
import org.modyn.supervisor.trigger.TriggeringPolicy;

/**
 * Triggers when enough of several triggers have triggered since its own last trigger. Use it to
 * combine policies, as in a drift trigger that trains at most daily.
 *
 * <p>A trigger of a part counts until the ensemble triggers. All parts see the same samples at the
 * same time: the samples up to the next one on which any part may trigger, then the samples after
 * it. The ensemble decides at each position where a part has triggered, after all parts have
 * decided there, so that its decisions do not depend on the sizes of batches. Parts are not told
 * whether the ensemble triggers, only of the models that are trained.
 */
public final class EnsembleTrigger implements TriggeringPolicy {
  private final Map<String, TriggeringPolicy> parts = new LinkedHashMap<>();
  // whether each part has triggered since the last trigger of the ensemble
  private final Map<String, Boolean> decisions = new LinkedHashMap<>();
  private final DecisionAggregation aggregation;
  private long samplesSinceTrigger;
  private long firstTimestamp;
  private long lastTimestamp;

  /**
   * @param state of the trigger to continue, or the initial one
   */
  public EnsembleTrigger(EnsembleTriggerConfig config, TriggerContext context, PolicyState state) {
    requireNonNull(config, "config is null");
    requireNonNull(context, "context is null");
    this.aggregation =
        DecisionAggregation.create(
            config.ensembleStrategy(), config.subtriggers().keySet(), context.plugins().policy());
    if (state.isInitial()) {
      config
          .subtriggers()
          .forEach(
              (name, part) -> {
                parts.put(name, TriggeringPolicies.create(part, context, state));
                decisions.put(name, false);
              });
      return;
    }
    PolicyStateReader reader = new PolicyStateReader(state);
    samplesSinceTrigger = reader.readLong();
    firstTimestamp = reader.readLong();
    lastTimestamp = reader.readLong();
    config
        .subtriggers()
        .forEach(
            (name, part) -> {
              decisions.put(name, reader.readBoolean());
              parts.put(name, TriggeringPolicies.create(part, context, reader.readState()));
            });
  }

  @Override
  public PolicyState state() {
    PolicyStateWriter writer =
        new PolicyStateWriter()
            .writeLong(samplesSinceTrigger)
            .writeLong(firstTimestamp)
            .writeLong(lastTimestamp);
    parts.forEach(
        (name, part) ->
            writer.writeBoolean(requireNonNull(decisions.get(name))).writeState(part.state()));
    return writer.toState();
  }

  @Override
  public Decision next(NewSamples samples) {
    List<TriggerEvaluation> evaluations = new ArrayList<>();
    int done = 0;
    while (done < samples.size()) {
      NewSamples rest = samples.slice(done, samples.size());
      int step = samplesToNextPartDecision(rest);
      List<String> triggered =
          step == 0
              ? triggeredBefore(rest, done, evaluations)
              : pass(rest.slice(0, step), done, evaluations);
      done += step;
      if (decide(triggered, done - 1, evaluations)) {
        return new Decision(Optional.of(done - 1), evaluations);
      }
    }
    return new Decision(Optional.empty(), evaluations);
  }

  private int samplesToNextPartDecision(NewSamples samples) {
    int fewest = samples.size();
    for (TriggeringPolicy part : parts.values()) {
      fewest = Math.min(fewest, part.samplesToNextDecision(samples));
    }
    return fewest;
  }

  /** Lets the parts trigger that do so before the first of some samples, and returns them. */
  private List<String> triggeredBefore(
      NewSamples samples, int done, List<TriggerEvaluation> evaluations) {
    List<String> triggered = new ArrayList<>();
    parts.forEach(
        (name, part) -> {
          if (part.samplesToNextDecision(samples) == 0) {
            Decision decision = part.next(samples);
            if (decision.index().orElse(0) != -1) {
              throw new IllegalStateException(name + " does not trigger where it announced it");
            }
            moved(decision, done).forEach(evaluations::add);
            triggered.add(name);
          }
        });
    return triggered;
  }

  /** Gives samples to all parts, and returns those that trigger on the last sample. */
  private List<String> pass(NewSamples samples, int done, List<TriggerEvaluation> evaluations) {
    if (samplesSinceTrigger == 0) {
      firstTimestamp = samples.firstTimestamp();
    }
    samplesSinceTrigger += samples.size();
    lastTimestamp = samples.lastTimestamp();
    List<String> triggered = new ArrayList<>();
    parts.forEach(
        (name, part) -> {
          if (pass(samples, part, done, evaluations)) {
            triggered.add(name);
          }
        });
    return triggered;
  }

  private static boolean pass(
      NewSamples samples, TriggeringPolicy part, int done, List<TriggerEvaluation> evaluations) {
    boolean triggered = false;
    int passed = 0;
    while (passed < samples.size()) {
      Decision decision = part.next(samples.slice(passed, samples.size()));
      moved(decision, done + passed).forEach(evaluations::add);
      triggered |= decision.index().isPresent();
      passed += decision.index().map(index -> index + 1).orElse(samples.size() - passed);
    }
    return triggered;
  }

  /** Returns the evaluations of a decision about the samples after the first {@code done}. */
  private static List<TriggerEvaluation> moved(Decision decision, int done) {
    return decision.evaluations().stream().map(evaluation -> evaluation.moved(done)).toList();
  }

  /** Adds triggers of parts at a position, and returns whether the ensemble triggers there. */
  private boolean decide(List<String> triggered, int index, List<TriggerEvaluation> evaluations) {
    if (samplesSinceTrigger == 0 || !hasNews(triggered)) {
      return false; // the samples up to here are those of the last trigger
    }
    triggered.forEach(name -> decisions.put(name, true));
    boolean triggers = aggregation.triggers(decisions);
    evaluations.add(
        new TriggerEvaluation(
            "ensemble",
            triggers,
            index,
            samplesSinceTrigger,
            firstTimestamp,
            lastTimestamp,
            Map.of("subtrigger_decisions", new LinkedHashMap<>(decisions))));
    if (triggers) {
      decisions.replaceAll((_, _) -> false);
      samplesSinceTrigger = 0;
    }
    return triggers;
  }

  private boolean hasNews(List<String> triggered) {
    return triggered.stream().anyMatch(name -> !requireNonNull(decisions.get(name)));
  }

  @Override
  public int samplesToNextDecision(NewSamples samples) {
    int fewest = samplesToNextPartDecision(samples);
    return fewest > 0 || triggersBefore(samples) ? fewest : 1;
  }

  /** Returns whether the ensemble triggers before the first of some samples, by parts that do. */
  private boolean triggersBefore(NewSamples samples) {
    Map<String, Boolean> then = new LinkedHashMap<>(decisions);
    parts.forEach(
        (name, part) -> {
          if (part.samplesToNextDecision(samples) == 0) {
            then.put(name, true);
          }
        });
    return samplesSinceTrigger > 0 && !then.equals(decisions) && aggregation.triggers(then);
  }

  @Override
  public void modelTrained(int modelId, long trainingSetSize, double seconds) {
    parts.values().forEach(part -> part.modelTrained(modelId, trainingSetSize, seconds));
  }
}
