package org.modyn.supervisor.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.modyn.proto.supervisor.GetPipelineStatusResponse;
import org.modyn.proto.supervisor.PipelineStage;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.event.PipelineEvent.BatchStarted;
import org.modyn.supervisor.event.PipelineEvent.Ended;
import org.modyn.supervisor.event.PipelineEvent.EvaluationsPlanned;
import org.modyn.supervisor.event.PipelineEvent.SamplesFetched;
import org.modyn.supervisor.event.PipelineEvent.SamplesProcessed;
import org.modyn.supervisor.event.PipelineEvent.StageStarted;
import org.modyn.supervisor.event.PipelineEvent.TrainingAdvanced;
import org.modyn.supervisor.event.PipelineEvent.TrainingCompleted;
import org.modyn.supervisor.event.PipelineEvent.TrainingEnded;
import org.modyn.supervisor.event.PipelineEvent.TrainingMeasures;
import org.modyn.supervisor.event.PipelineEvent.TrainingStarted;
import org.modyn.supervisor.event.PipelineStatus;
import org.modyn.supervisor.log.Stage;

class PipelineEventsTest {
  private final PipelineEvents events = new PipelineEvents();

  @Test
  void everyReaderGetsEverything() {
    PipelineEvents.Reader early = events.reader();
    events.add(StageStarted.ofTrigger(Stage.TRAIN, 1));
    assertThat(early.poll()).containsExactly(StageStarted.ofTrigger(Stage.TRAIN, 1));
    events.add(new TrainingCompleted(2));

    assertThat(early.poll()).containsExactly(new TrainingCompleted(2));
    assertThat(early.poll()).isEmpty();
    assertThat(events.reader().poll())
        .containsExactly(StageStarted.ofTrigger(Stage.TRAIN, 1), new TrainingCompleted(2));
  }

  @Test
  void progressReplacesEarlierProgress() {
    PipelineEvents.Reader early = events.reader();
    events.add(new TrainingStarted(1, 100, 100));
    events.add(advanced(10));
    assertThat(early.poll()).hasSize(2);
    events.add(advanced(20));
    events.add(advanced(30));

    assertThat(early.poll()).containsExactly(advanced(30));
    assertThat(events.reader().poll())
        .containsExactly(new TrainingStarted(1, 100, 100), advanced(30));

    events.add(new TrainingEnded(1));
    events.add(advanced(40));
    assertThat(events.reader().poll()).hasSize(4);
  }

  @Test
  void incrementsAddUpForEveryReader() {
    PipelineEvents.Reader early = events.reader();
    events.add(new SamplesFetched(1000));
    events.add(new BatchStarted(100));
    assertThat(early.poll()).containsExactly(new SamplesFetched(1000), new BatchStarted(100));
    events.add(StageStarted.of(Stage.HANDLE_TRIGGERS));
    events.add(new BatchStarted(100));
    events.add(StageStarted.of(Stage.HANDLE_TRIGGERS));
    events.add(new BatchStarted(50));

    assertThat(early.poll())
        .containsExactly(StageStarted.of(Stage.HANDLE_TRIGGERS), new BatchStarted(150));
    assertThat(events.reader().poll())
        .containsExactly(
            new SamplesFetched(1000),
            StageStarted.of(Stage.HANDLE_TRIGGERS),
            new BatchStarted(250));
  }

  @Test
  void finishedCountersAreDiscardedAndClosedForTheirReaders() {
    PipelineEvents.Reader early = events.reader();
    events.add(new SamplesFetched(5));
    assertThat(early.poll()).hasSize(1);
    for (int message = 0; message < 1000; message++) {
      events.add(new SamplesProcessed());
      events.add(new SamplesFetched(7));
      events.add(new BatchStarted(3));
    }

    assertThat(early.poll())
        .containsExactly(new SamplesProcessed(), new SamplesFetched(7), new BatchStarted(3));
    assertThat(events.reader().poll()).containsExactly(new SamplesFetched(7), new BatchStarted(3));
  }

  @Test
  void readersWaitForEvents() throws Exception {
    PipelineEvents.Reader reader = events.reader();
    Thread.ofVirtual().start(() -> events.add(StageStarted.ofTrigger(Stage.TRAIN, 1)));

    assertThat(reader.await(Duration.ofMinutes(1)))
        .containsExactly(StageStarted.ofTrigger(Stage.TRAIN, 1));
    assertThat(reader.await(Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void nothingComesAfterTheEnd() {
    Ended end = new Ended(PipelineStatus.FAILED, Optional.of("broken"), "/log");
    events.add(end);

    assertThat(events.ended()).contains(end);
    assertThatThrownBy(() -> events.add(StageStarted.of(Stage.DONE)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void pollingClientsGetEachMessageOnceAndTheExitAlways() {
    PolledStatus polled = new PolledStatus(events);
    events.add(StageStarted.ofTrigger(Stage.TRAIN, 1));
    events.add(new TrainingStarted(1, 100, 100));
    events.add(new EvaluationsPlanned(3));

    GetPipelineStatusResponse first = polled.next();
    assertThat(first.getStatus()).isEqualTo("running");
    assertThat(first.getPipelineStageList()).hasSize(1);
    assertThat(first.getTrainingStatusList()).hasSize(1);
    assertThat(polled.next().getPipelineStageList()).isEmpty();

    events.add(new Ended(PipelineStatus.FAILED, Optional.of("broken"), "/log"));
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

  private static PipelineEvent advanced(long samples) {
    return new TrainingAdvanced(
        1,
        samples,
        0,
        true,
        new TrainingMeasures(
            Optional.empty(),
            1,
            OptionalDouble.of(0.5),
            List.of(),
            1,
            0,
            List.of(),
            Optional.empty()));
  }
}
