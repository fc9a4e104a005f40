package org.modyn.supervisor.trigger;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.modyn.common.config.pipeline.trigger.TimeTriggerConfig;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.event.PipelineEvent.TriggerProgress;
import org.modyn.supervisor.state.PolicyState;

/**
 * Triggers at fixed intervals of sample time. The first interval starts at the configured start, or
 * at the timestamp of the first sample. A trigger fires when a sample with a timestamp at or after
 * the end of the interval arrives; that sample belongs to the next trigger.
 *
 * <p>The state is the end of the current interval in seconds since 1970, as a big-endian 64-bit
 * integer.
 */
public final class TimeTrigger implements TriggeringPolicy {
  private final TimeTriggerConfig config;
  private OptionalLong nextTriggerAt;

  public TimeTrigger(TimeTriggerConfig config, PolicyState state) {
    this.config = requireNonNull(config, "config is null");
    if (!state.isInitial()) {
      this.nextTriggerAt = OptionalLong.of(ByteBuffer.wrap(state.bytes()).getLong());
    } else if (config.startTimestamp().isPresent()) {
      this.nextTriggerAt =
          OptionalLong.of(config.startTimestamp().get() + config.every().seconds());
    } else {
      this.nextTriggerAt = OptionalLong.empty();
    }
  }

  @Override
  public Decision next(NewSamples samples) {
    if (samples.isEmpty()) {
      return Decision.NONE;
    }
    long triggerAt = triggerAt(samples);
    if (triggerAt > samples.lastTimestamp()) {
      nextTriggerAt = OptionalLong.of(triggerAt);
      return Decision.NONE;
    }
    nextTriggerAt = OptionalLong.of(triggerAt + seconds());
    return Decision.at(samples.firstAtOrAfter(triggerAt) - 1);
  }

  @Override
  public int samplesToNextDecision(NewSamples samples) {
    return samples.firstAtOrAfter(triggerAt(samples));
  }

  private long triggerAt(NewSamples samples) {
    return nextTriggerAt.orElseGet(() -> samples.firstTimestamp() + seconds());
  }

  private long seconds() {
    return config.every().seconds();
  }

  @Override
  public PolicyState state() {
    return nextTriggerAt.isPresent()
        ? PolicyState.of(ByteBuffer.allocate(8).putLong(nextTriggerAt.getAsLong()).array())
        : PolicyState.initial();
  }

  @Override
  public TriggerProgress progress() {
    return TriggerProgress.ofTime(nextTriggerAt);
  }
}
