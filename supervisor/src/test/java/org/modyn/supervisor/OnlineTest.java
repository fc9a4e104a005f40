package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/** A pipeline that waits for data. The fake storage's time is 100. */
class OnlineTest {
  @Test
  void newSamplesAreProcessedOnceEach(@TempDir Path directory) {
    try (SupervisorFixture supervisor = new SupervisorFixture(directory)) {
      supervisor.cluster().storage().add("flights", 0, 50, 100, 100);
      String pipeline =
          SupervisorFixture.PIPELINE.replace(
              "{id: TimeTrigger, every: 100s}", "{id: DataAmountTrigger, num_samples: 5}");
      int pipelineId =
          supervisor
              .submit(SupervisorFixture.request(pipeline).setMaximumTriggers(1).build())
              .getPipelineId();
      Iterator<WatchPipelineResponse> events = supervisor.watch(pipelineId);
      awaitStage(events, "Wait for new data");
      supervisor.cluster().storage().add("flights", 100, 101, 101);
      while (events.hasNext()) {
        WatchPipelineResponse event = events.next();
        if (event.hasPipelineEnded()) {
          assertThat(event.getPipelineEnded().getError()).isEmpty();
        }
      }

      assertThat(supervisor.cluster().selector().calls())
          .containsExactly("inform 3 4 @0", "inform 5 6 @2", "trigger 7 @4 #0");
    }
  }

  private static void awaitStage(Iterator<WatchPipelineResponse> events, String stage) {
    while (!events.next().getPipelineStage().getStage().equals(stage)) {
      assertThat(events.hasNext()).isTrue();
    }
  }
}
