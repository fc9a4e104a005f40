package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/** A pipeline that waits for data follows the order in which samples are ingested. */
class OnlineTest {
  private static final long YEAR_2100 = 4_102_444_800L;

  @Test
  void lateAndFutureSamplesAreProcessedOnceEach(@TempDir Path directory) {
    try (SupervisorFixture supervisor = new SupervisorFixture(directory)) {
      supervisor.cluster().storage().add("flights", 0, 50, 100, 100);
      String pipeline =
          SupervisorFixture.PIPELINE.replace(
              "{id: TimeTrigger, every: 100s}", "{id: DataAmountTrigger, num_samples: 5}");
      int pipelineId =
          supervisor
              .submit(SupervisorFixture.request(pipeline).setMaximumTriggers(2).build())
              .getPipelineId();
      Iterator<WatchPipelineResponse> events = supervisor.watch(pipelineId);
      awaitStage(events, "Wait for new data");
      supervisor.cluster().storage().add("flights", YEAR_2100, 101, 99, 50, 51);
      awaitStage(events, "Wait for new data");
      supervisor.cluster().storage().add("flights", 101, 49, 102);
      awaitStage(events, "Wait for new data");
      supervisor.cluster().storage().add("flights", 7, 102);
      while (events.hasNext()) {
        WatchPipelineResponse event = events.next();
        if (event.hasPipelineEnded()) {
          assertThat(event.getPipelineEnded().getError()).isEmpty();
        }
      }

      assertThat(supervisor.cluster().selector().calls())
          .containsExactly(
              "inform 8 7 6 @0",
              "inform 5 @3",
              "trigger 9 @4 #0",
              "inform 11 10 12 @5",
              "trigger 13 14 @8 #1");
    }
  }

  private static void awaitStage(Iterator<WatchPipelineResponse> events, String stage) {
    while (!events.next().getPipelineStage().getStage().equals(stage)) {
      assertThat(events.hasNext()).isTrue();
    }
  }
}
