package org.modyn.supervisor.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modyn.proto.supervisor.GetPipelineStatusResponse;
import org.modyn.proto.supervisor.PipelineStage;
import org.modyn.proto.supervisor.TrainingMeasures;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.database.PipelineStatus;
import org.modyn.supervisor.log.Stage;

class PipelineEventsTest {
  private final PipelineEvents events = new PipelineEvents();

  @Test
  void everyReaderGetsEverything() {
    PipelineEvents.Reader early = events.reader();
    events.add(Messages.trigger(Stage.TRAIN, 1));
    assertThat(early.poll()).containsExactly(Messages.trigger(Stage.TRAIN, 1));
    events.add(Messages.trainingCompleted(2));

    assertThat(early.poll()).containsExactly(Messages.trainingCompleted(2));
    assertThat(early.poll()).isEmpty();
    assertThat(events.reader().poll())
        .containsExactly(Messages.trigger(Stage.TRAIN, 1), Messages.trainingCompleted(2));
  }

  @Test
  void progressReplacesEarlierProgress() {
    PipelineEvents.Reader early = events.reader();
    events.add(Messages.trainingCreated(1, 100, 100));
    events.add(advanced(10));
    assertThat(early.poll()).hasSize(2);
    events.add(advanced(20));
    events.add(advanced(30));

    assertThat(early.poll()).containsExactly(advanced(30));
    assertThat(events.reader().poll())
        .containsExactly(Messages.trainingCreated(1, 100, 100), advanced(30));

    events.add(Messages.trainingClosed(1));
    events.add(advanced(40));
    assertThat(events.reader().poll()).hasSize(4);
  }

  @Test
  void incrementsAddUpForEveryReader() {
    PipelineEvents.Reader early = events.reader();
    events.add(Messages.counterCreated(1000));
    events.add(Messages.counterAdvanced(100));
    assertThat(early.poll())
        .containsExactly(Messages.counterCreated(1000), Messages.counterAdvanced(100));
    events.add(Messages.stage(Stage.HANDLE_TRIGGERS));
    events.add(Messages.counterAdvanced(100));
    events.add(Messages.stage(Stage.HANDLE_TRIGGERS));
    events.add(Messages.counterAdvanced(50));

    assertThat(early.poll())
        .containsExactly(Messages.stage(Stage.HANDLE_TRIGGERS), Messages.counterAdvanced(150));
    assertThat(events.reader().poll())
        .containsExactly(
            Messages.counterCreated(1000),
            Messages.stage(Stage.HANDLE_TRIGGERS),
            Messages.counterAdvanced(250));
  }

  @Test
  void finishedCountersAreDiscardedAndClosedForTheirReaders() {
    PipelineEvents.Reader early = events.reader();
    events.add(Messages.counterCreated(5));
    assertThat(early.poll()).hasSize(1);
    for (int message = 0; message < 1000; message++) {
      events.add(Messages.counterClosed());
      events.add(Messages.counterCreated(7));
      events.add(Messages.counterAdvanced(3));
    }

    assertThat(early.poll())
        .containsExactly(
            Messages.counterClosed(), Messages.counterCreated(7), Messages.counterAdvanced(3));
    assertThat(events.reader().poll())
        .containsExactly(Messages.counterCreated(7), Messages.counterAdvanced(3));
  }

  @Test
  void readersWaitForEvents() throws Exception {
    PipelineEvents.Reader reader = events.reader();
    Thread.ofVirtual().start(() -> events.add(Messages.trigger(Stage.TRAIN, 1)));

    assertThat(reader.await(Duration.ofMinutes(1)))
        .containsExactly(Messages.trigger(Stage.TRAIN, 1));
    assertThat(reader.await(Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void nothingComesAfterTheEnd() {
    WatchPipelineResponse end =
        Messages.ended(PipelineStatus.FAILED, Optional.of("broken"), "/log");
    events.add(end);

    assertThat(events.ended()).contains(end.getPipelineEnded());
    assertThatThrownBy(() -> events.add(Messages.stage(Stage.DONE)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void pollingClientsGetEachMessageOnceAndTheExitAlways() {
    PolledStatus polled = new PolledStatus(events);
    events.add(Messages.trigger(Stage.TRAIN, 1));
    events.add(Messages.trainingCreated(1, 100, 100));
    events.add(Messages.evaluationsPlanned(3));

    GetPipelineStatusResponse first = polled.next();
    assertThat(first.getStatus()).isEqualTo("running");
    assertThat(first.getPipelineStageList()).hasSize(1);
    assertThat(first.getTrainingStatusList()).hasSize(1);
    assertThat(polled.next().getPipelineStageList()).isEmpty();

    events.add(Messages.ended(PipelineStatus.FAILED, Optional.of("broken"), "/log"));
    for (int call = 0; call < 2; call++) {
      GetPipelineStatusResponse last = polled.next();
      assertThat(last.getStatus()).isEqualTo("exit");
      List<PipelineStage> stages = last.getPipelineStageList();
      assertThat(stages).hasSize(1);
      assertThat(stages.getFirst().getStage()).isEqualTo("Exit");
      assertThat(stages.getFirst().getExitMsg().getExitcode()).isEqualTo(8);
      assertThat(stages.getFirst().getExitMsg().getException()).isEqualTo("broken");
    }
  }

  private static WatchPipelineResponse advanced(long samples) {
    return Messages.trainingAdvanced(
        1, samples, 0, true, TrainingMeasures.newBuilder().setLoss(0.5).build());
  }
}
