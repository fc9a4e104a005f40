package org.modyn.supervisor;

import java.util.function.Consumer;
import org.modyn.proto.supervisor.PipelineNote;
import org.modyn.proto.supervisor.TrialEnded;
import org.modyn.proto.supervisor.TrialProgress;
import org.modyn.proto.supervisor.TrialTrigger;
import org.modyn.proto.supervisor.TryTriggersResponse;
import org.modyn.supervisor.trial.TrialListener;
import org.modyn.supervisor.trial.TriedTrigger;
import org.modyn.supervisor.trial.TriggerTrial;

/** Runs a trial of a triggering policy and translates what happens to responses. */
final class TrialResponses {
  private TrialResponses() {}

  static void run(TriggerTrial trial, Consumer<TryTriggersResponse> responses) {
    trial.run(
        new TrialListener() {
          @Override
          public void advanced(long samples, long total) {
            responses.accept(
                TryTriggersResponse.newBuilder()
                    .setProgress(
                        TrialProgress.newBuilder().setSamples(samples).setTotalSamples(total))
                    .build());
          }

          @Override
          public void triggered(TriedTrigger trigger) {
            responses.accept(
                TryTriggersResponse.newBuilder().setTrigger(toMessage(trigger)).build());
          }

          @Override
          public void ended(long samples, long remaining) {
            responses.accept(
                TryTriggersResponse.newBuilder()
                    .setEnded(
                        TrialEnded.newBuilder().setSamples(samples).setRemainingSamples(remaining))
                    .build());
          }
        });
  }

  private static TrialTrigger toMessage(TriedTrigger trigger) {
    TrialTrigger.Builder message =
        TrialTrigger.newBuilder()
            .setNumber(trigger.number())
            .setTimestamp(trigger.timestamp())
            .setNewSamples(trigger.newSamples())
            .setTrainingSetSize(trigger.trainingSetSize())
            .setSamplesTrained(trigger.samplesTrained());
    trigger.trainingSeconds().ifPresent(message::setTrainingSeconds);
    return message.build();
  }

  static TryTriggersResponse note(PipelineNote note) {
    return TryTriggersResponse.newBuilder().setNote(note).build();
  }
}
