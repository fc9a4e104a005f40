package org.modyn.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.proto.supervisor.DataProgress;
import org.modyn.proto.supervisor.EvaluationsPlanned;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.PipelineStage;
import org.modyn.proto.supervisor.PipelineStageIdMsg;
import org.modyn.proto.supervisor.ScoringProgress;
import org.modyn.proto.supervisor.TrainingMeasures;
import org.modyn.proto.supervisor.TrainingStatus;
import org.modyn.proto.supervisor.TrainingStatusCreateTrackerParams;
import org.modyn.proto.supervisor.TrainingStatusProgressCounterParams;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.TriggerState;
import org.modyn.proto.supervisor.WatchPipelineResponse;

final class PipelineProgressTest {
  private final List<String> lines = new ArrayList<>();
  private final PipelineProgress shown = new PipelineProgress(new Recorder(lines));

  private record Recorder(List<String> lines) implements Progress {
    @Override
    public void message(String line) {
      lines.add(line);
    }

    @Override
    public void update(TaskProgress task) {
      lines.add(task.toString());
    }

    @Override
    public void endTask() {}

    @Override
    public void close() {}
  }

  @Test
  void showsTheDataAndWhatTheTriggerWaitsFor() {
    shown.accept(
        data(
            DataProgress.newBuilder()
                .setSamples(4_500)
                .setTotalSamples(10_000)
                .setTimestamp(978_307_200)
                .setTrigger(TriggerState.newBuilder().setSamples(1_500).setSamplesNeeded(3_000))));
    shown.accept(
        data(
            DataProgress.newBuilder()
                .setSamples(7)
                .setTimestamp(978_307_200)
                .setTrigger(TriggerState.newBuilder().setNextAt(981_331_200))));
    assertThat(lines)
        .containsExactly(
            "replaying: 4,500 of 10,000 samples, at 2001-01-01T00:00:00Z, trigger: 1,500 of 3,000"
                + " samples",
            "reading new data: 7 samples, at 2001-01-01T00:00:00Z, next trigger at"
                + " 2001-02-05T00:00:00Z");
  }

  @Test
  void showsTrainingsEvaluationsAndALineAModel() {
    shown.accept(
        WatchPipelineResponse.newBuilder()
            .setPipelineStage(
                PipelineStage.newBuilder()
                    .setIdMsg(PipelineStageIdMsg.newBuilder().setIdType("trigger").setId(6)))
            .build());
    shown.accept(
        WatchPipelineResponse.newBuilder()
            .setTrainingStatus(
                TrainingStatus.newBuilder()
                    .setTrainingCreateTrackerParams(
                        TrainingStatusCreateTrackerParams.newBuilder()
                            .setTotalSamples(6_000)
                            .setStatusBarScale(50)))
            .build());
    shown.accept(
        WatchPipelineResponse.newBuilder()
            .setTrainingStatus(
                TrainingStatus.newBuilder()
                    .setTrainingProgressCounterParams(
                        TrainingStatusProgressCounterParams.newBuilder()
                            .setMeasures(
                                TrainingMeasures.newBuilder()
                                    .setScoring(
                                        ScoringProgress.newBuilder()
                                            .setActivity("scoring the training set")
                                            .setSamplesSeen(1_500)
                                            .setTotalSamples(6_000)
                                            .setSamplesPerSecond(12_345.4)))))
            .build());
    shown.accept(
        WatchPipelineResponse.newBuilder()
            .setTrainingStatus(
                TrainingStatus.newBuilder()
                    .setTrainingProgressCounterParams(
                        TrainingStatusProgressCounterParams.newBuilder().setSamplesSeen(1_024)))
            .build());
    shown.accept(
        WatchPipelineResponse.newBuilder()
            .setTriggerCompleted(
                TriggerCompleted.newBuilder()
                    .setTriggerId(6)
                    .setModelId(12)
                    .setSamplesTrained(3_000)
                    .setSeconds(1.5))
            .build());
    shown.accept(
        WatchPipelineResponse.newBuilder()
            .setEvaluationsPlanned(EvaluationsPlanned.newBuilder().setNumberOfEvaluations(2))
            .build());
    shown.accept(
        WatchPipelineResponse.newBuilder()
            .setModelEvaluated(ModelEvaluated.getDefaultInstance())
            .build());
    assertThat(lines)
        .containsExactly(
            "training, trigger 6: 0 of 3,000 samples",
            "scoring the training set, trigger 6: 1,500 of 6,000 samples, 12,345 samples/s",
            "training, trigger 6: 1,024 of 3,000 samples",
            "trigger 6: model 12, 3,000 samples trained on in 1.50 s",
            "evaluating: 0 of 2 evaluations",
            "evaluating: 1 of 2 evaluations");
  }

  private static WatchPipelineResponse data(DataProgress.Builder data) {
    return WatchPipelineResponse.newBuilder().setDataProgress(data).build();
  }
}
