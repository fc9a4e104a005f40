package org.modyn.supervisor.trigger;

import static java.util.Objects.requireNonNull;

import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import org.modyn.common.config.pipeline.trigger.TimeTriggerConfig;
import org.modyn.proto.supervisor.TriggerState;
import org.modyn.supervisor.data.NewSamples;

/**
 * Triggers at fixed intervals of sample time. The first interval starts at the configured start, or
 * at the timestamp of the first sample. A trigger fires when a sample with a timestamp at or after
 * the end of the interval arrives; that sample belongs to the next trigger.
 */
public final class TimeTrigger implements TriggeringPolicy {
  private final TimeTriggerConfig config;
  private OptionalLong nextTriggerAt;

  public TimeTrigger(TimeTriggerConfig config) {
    this.config = requireNonNull(config, "config is null");
    this.nextTriggerAt =
        config.startTimestamp().isPresent()
            ? OptionalLong.of(config.startTimestamp().get() + config.every().seconds())
            : OptionalLong.empty();
  }

  @Override
  public TriggerState state() {
    TriggerState.Builder state = TriggerState.newBuilder();
    nextTriggerAt.ifPresent(state::setNextAt);
    return state.build();
  }

  @Override
  public PrimitiveIterator.OfInt inform(NewSamples samples) {
    if (nextTriggerAt.isEmpty() && !samples.isEmpty()) {
      nextTriggerAt = OptionalLong.of(samples.firstTimestamp() + config.every().seconds());
    }
    return new PrimitiveIterator.OfInt() {
      @Override
      public boolean hasNext() {
        return !samples.isEmpty() && nextTriggerAt.getAsLong() <= samples.lastTimestamp();
      }

      @Override
      public int nextInt() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        long triggerAt = nextTriggerAt.getAsLong();
        nextTriggerAt = OptionalLong.of(triggerAt + config.every().seconds());
        return samples.firstAtOrAfter(triggerAt) - 1;
      }
    };
  }
}
