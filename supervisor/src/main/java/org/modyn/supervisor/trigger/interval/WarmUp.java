package org.modyn.supervisor.trigger.interval;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.pipeline.trigger.BatchConfig;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggeringPolicies;
import org.modyn.supervisor.trigger.TriggeringPolicy;

/**
 * Decides about the first intervals of an {@link IntervalTrigger}. The first interval always
 * triggers, because without it there would be no model. After it, up to {@code warmup_intervals},
 * an interval triggers if the {@code warmup_policy} triggers at any of its samples.
 */
final class WarmUp {
  private final Optional<TriggeringPolicy> policy;
  private boolean isFirst;
  private int intervalsLeft;
  private boolean triggered;

  private WarmUp(
      Optional<TriggeringPolicy> policy, boolean isFirst, int intervalsLeft, boolean triggered) {
    this.policy = requireNonNull(policy, "policy is null");
    this.isFirst = isFirst;
    this.intervalsLeft = intervalsLeft;
    this.triggered = triggered;
  }

  /** Returns the warm-up of a trigger that has seen no sample. */
  static WarmUp start(BatchConfig config, TriggerContext context) {
    return new WarmUp(
        policy(config, context, PolicyState.initial()), true, config.warmUpLength(), false);
  }

  /** Returns the warm-up with a state. */
  static WarmUp of(PolicyState state, BatchConfig config, TriggerContext context) {
    PolicyStateReader reader = new PolicyStateReader(state);
    boolean isFirst = reader.readBoolean();
    int intervalsLeft = reader.readInt();
    boolean triggered = reader.readBoolean();
    return new WarmUp(
        policy(config, context, reader.readState()), isFirst, intervalsLeft, triggered);
  }

  private static Optional<TriggeringPolicy> policy(
      BatchConfig config, TriggerContext context, PolicyState state) {
    return config.warmupPolicy().map(simple -> TriggeringPolicies.create(simple, context, state));
  }

  PolicyState state() {
    return new PolicyStateWriter()
        .writeBoolean(isFirst)
        .writeInt(intervalsLeft)
        .writeBoolean(triggered)
        .writeState(policy.map(TriggeringPolicy::state).orElseGet(PolicyState::initial))
        .toState();
  }

  /** Returns whether it decides about the current interval. */
  boolean decides() {
    return isFirst || intervalsLeft > 0;
  }

  /** Adds samples of the current interval. */
  void add(NewSamples samples) {
    if (intervalsLeft == 0) {
      return;
    }
    TriggeringPolicy simple = policy.orElseThrow();
    NewSamples rest = samples;
    Optional<Integer> index = simple.next(rest).index();
    while (index.isPresent()) {
      triggered = true;
      rest = rest.slice(index.get() + 1, rest.size());
      index = simple.next(rest).index();
    }
  }

  /** Ends the current interval, and returns whether it triggers. */
  boolean endInterval() {
    boolean triggers = isFirst || triggered;
    isFirst = false;
    triggered = false;
    intervalsLeft = Math.max(0, intervalsLeft - 1);
    return triggers;
  }
}
