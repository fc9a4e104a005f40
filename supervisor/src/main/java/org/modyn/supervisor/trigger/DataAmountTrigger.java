package org.modyn.supervisor.trigger;

import java.nio.ByteBuffer;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.event.PipelineEvent.TriggerProgress;
import org.modyn.supervisor.state.PolicyState;

/**
 * Triggers on every n-th sample, which belongs to the trigger. The state is the number of samples
 * since the last trigger, as a big-endian 32-bit integer.
 */
public final class DataAmountTrigger implements TriggeringPolicy {
  private final int samplesPerTrigger;
  private int samplesSinceTrigger;

  public DataAmountTrigger(DataAmountTriggerConfig config, PolicyState state) {
    this.samplesPerTrigger = config.numSamples();
    this.samplesSinceTrigger = state.isInitial() ? 0 : ByteBuffer.wrap(state.bytes()).getInt();
  }

  @Override
  public Decision next(NewSamples samples) {
    int needed = samplesPerTrigger - samplesSinceTrigger;
    if (samples.size() < needed) {
      samplesSinceTrigger += samples.size();
      return Decision.NONE;
    }
    samplesSinceTrigger = 0;
    return Decision.at(needed - 1);
  }

  @Override
  public int samplesToNextDecision(NewSamples samples) {
    return Math.min(samples.size(), samplesPerTrigger - samplesSinceTrigger);
  }

  @Override
  public PolicyState state() {
    return PolicyState.of(ByteBuffer.allocate(4).putInt(samplesSinceTrigger).array());
  }

  @Override
  public TriggerProgress progress() {
    return TriggerProgress.ofSamples(samplesSinceTrigger, samplesPerTrigger);
  }
}
