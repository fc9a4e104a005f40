package org.modyn.cli.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.WatchPipelineResponse;

final class RehearsalEventsTest {
  private final RehearsalEvents events = new RehearsalEvents();

  @Test
  void countsWhatHappened() {
    trigger(1, 8);
    evaluation("");
    evaluation("EMPTY_DATASET");
    trigger(2, 8);
    evaluation("");

    assertThat(events.result(2, 1.5)).isEqualTo(new RehearsalResult(2, 2, 3, 1, 1.5));
    assertThatThrownBy(() -> events.result(3, 1.5))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("fired 2 times instead of at least 3");
  }

  @Test
  void findsEvaluationsThatFailed() {
    trigger(1, 8);
    evaluation("DATASET_NOT_FOUND");
    evaluation("DATASET_NOT_FOUND");
    assertThatThrownBy(() -> events.result(1, 1.5))
        .isInstanceOf(ModynException.class)
        .hasMessageEndingWith(": weekly on dataset 'flights': DATASET_NOT_FOUND");
  }

  private void trigger(int number, long samplesTrained) {
    events.accept(
        WatchPipelineResponse.newBuilder()
            .setTriggerCompleted(
                TriggerCompleted.newBuilder()
                    .setTriggerId(number)
                    .setModelId(100 + number)
                    .setSamplesTrained(samplesTrained))
            .build());
  }

  private void evaluation(String failure) {
    ModelEvaluated.Builder evaluation =
        ModelEvaluated.newBuilder().setEvaluationHandler("weekly").setDatasetId("flights");
    if (!failure.isEmpty()) {
      evaluation.setFailureReason(failure);
    }
    events.accept(WatchPipelineResponse.newBuilder().setModelEvaluated(evaluation).build());
  }
}
