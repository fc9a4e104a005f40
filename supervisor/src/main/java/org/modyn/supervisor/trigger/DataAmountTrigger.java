package org.modyn.supervisor.trigger;

import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;
import org.modyn.proto.supervisor.TriggerState;
import org.modyn.supervisor.data.NewSamples;

/** Triggers on every n-th sample, which belongs to the trigger. */
public final class DataAmountTrigger implements TriggeringPolicy {
  private final int samplesPerTrigger;
  private int samplesSinceTrigger;

  public DataAmountTrigger(DataAmountTriggerConfig config) {
    this.samplesPerTrigger = config.numSamples();
  }

  @Override
  public TriggerState state() {
    return TriggerState.newBuilder()
        .setSamples(samplesSinceTrigger)
        .setSamplesNeeded(samplesPerTrigger)
        .build();
  }

  @Override
  public PrimitiveIterator.OfInt inform(NewSamples samples) {
    int first = samplesPerTrigger - samplesSinceTrigger - 1;
    samplesSinceTrigger = (int) ((samplesSinceTrigger + (long) samples.size()) % samplesPerTrigger);
    return new PrimitiveIterator.OfInt() {
      private long next = first;

      @Override
      public boolean hasNext() {
        return next < samples.size();
      }

      @Override
      public int nextInt() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int index = (int) next;
        next += samplesPerTrigger;
        return index;
      }
    };
  }
}
