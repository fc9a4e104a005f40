package org.modyn.supervisor.trigger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.trigger.TriggerConfig;
import org.modyn.common.plugin.Plugins;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.state.PolicyState;

/**
 * Runs a policy as a pipeline does: every call goes to a new instance in the state after the one
 * before, and a model is trained after each trigger. Models are numbered from 1.
 */
public final class PolicyRun {
  private final TriggerConfig config;
  private final TriggerContext context;
  private final boolean trains;
  private final List<Map<String, Object>> log = new ArrayList<>();
  private PolicyState state = PolicyState.initial();
  private LongToDoubleFunction secondsPerTraining = _ -> 1;
  private int models;
  private long samplesSinceTrigger;

  public PolicyRun(TriggerConfig config, TriggerServices services, Optional<Integer> initialModel) {
    this(
        config,
        new TriggerContext(7, "d", Optional.of(3L), initialModel, services, Plugins.none()),
        true);
  }

  private PolicyRun(TriggerConfig config, TriggerContext context, boolean trains) {
    this.config = config;
    this.context = context;
    this.trains = trains;
  }

  /** Returns a run of a policy that asks no server. */
  public static PolicyRun of(TriggerConfig config) {
    return new PolicyRun(config, TriggerServices.none(), Optional.empty());
  }

  /** Returns a run of a policy that asks no server. */
  public static PolicyRun of(String yaml) {
    return of(config(yaml));
  }

  /** Returns a run in which every training fails. */
  public static PolicyRun withoutTrainings(String yaml, TriggerServices services) {
    return new PolicyRun(
        config(yaml),
        new TriggerContext(7, "d", Optional.of(3L), Optional.empty(), services, Plugins.none()),
        false);
  }

  public static TriggerConfig config(String yaml) {
    return ConfigLoader.parse("trigger.yaml", yaml, TriggerConfig.class);
  }

  /** Sets how long the trainings from now on take. */
  public PolicyRun trainingsTake(double seconds) {
    return trainingsTake(_ -> seconds);
  }

  /** Sets how many seconds trainings on a number of samples take from now on. */
  public PolicyRun trainingsTake(LongToDoubleFunction seconds) {
    secondsPerTraining = seconds;
    return this;
  }

  /** Gives a batch to the policy, and returns the index of each trigger in it. */
  public List<Integer> inform(NewSamples batch) {
    List<Integer> indexes = new ArrayList<>();
    int decided = 0;
    Optional<Integer> index = next(batch, decided);
    while (index.isPresent()) {
      samplesSinceTrigger += index.get() + 1;
      indexes.add(decided + index.get());
      decided += index.get() + 1;
      if (trains) {
        train();
      }
      index = next(batch.slice(decided, batch.size()), decided);
    }
    samplesSinceTrigger += batch.size() - decided;
    return indexes;
  }

  private Optional<Integer> next(NewSamples samples, int offset) {
    TriggeringPolicy policy = TriggeringPolicies.create(config, context, state);
    Decision decision = policy.next(samples);
    state = policy.state();
    decision.evaluations().forEach(evaluation -> log.add(evaluation.toLog(offset)));
    return decision.index();
  }

  private void train() {
    TriggeringPolicy policy = TriggeringPolicies.create(config, context, state);
    policy.modelTrained(
        ++models, samplesSinceTrigger, secondsPerTraining.applyAsDouble(samplesSinceTrigger));
    state = policy.state();
    samplesSinceTrigger = 0;
  }

  /** Returns the entries of the log so far. */
  public List<Map<String, Object>> log() {
    return log;
  }

  /** Returns samples with the keys from {@code from}, inclusive, to {@code to}, a second apart. */
  public static NewSamples range(long from, long to) {
    return samples(from, LongStream.range(from, to).map(key -> 100 + key).toArray());
  }

  /** Returns samples with consecutive keys and these timestamps. */
  public static NewSamples samples(long firstKey, long... timestamps) {
    return NewSamples.of(
        LongStream.range(firstKey, firstKey + timestamps.length).toArray(),
        timestamps,
        new long[timestamps.length]);
  }
}
