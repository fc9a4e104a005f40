package org.modyn.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.cli.output.JsonOutput;
import org.modyn.proto.supervisor.DescribePipelineResponse;
import org.modyn.proto.supervisor.PipelineProgress;
import org.modyn.proto.supervisor.PipelineSummary;
import org.modyn.proto.supervisor.ScoringProgress;
import org.modyn.proto.supervisor.TrainingMeasures;
import org.modyn.proto.supervisor.TrainingProgress;
import org.modyn.proto.supervisor.TrainingSummary;

final class PipelineOutputTest {
  private static final PipelineSummary RUNNING =
      PipelineSummary.newBuilder()
          .setPipelineId(3)
          .setName("flights")
          .setStatus("running")
          .setStartedAt(1_700_000_000)
          .setTriggers(2)
          .setLogPath("/eval/pipeline_3/pipeline.log")
          .build();
  private static final TrainingMeasures MEASURES =
      TrainingMeasures.newBuilder()
          .setBatchesSeen(30)
          .setLoss(0.43219)
          .addLearningRates(0.001)
          .addLearningRates(0.001)
          .setSamplesPerSecond(1_234.4)
          .setSecondsWaitedForData(2.25)
          .addNotes("amp: trains in float32 on the CPU")
          .build();
  private static final PipelineProgress PROGRESS =
      PipelineProgress.newBuilder()
          .setStage("Run training")
          .setTraining(
              TrainingProgress.newBuilder()
                  .setTrainingId(3)
                  .setSamplesSeen(1_500)
                  .setTotalSamples(20_000)
                  .setRunning(true)
                  .setMeasures(MEASURES))
          .setEvaluationsPlanned(4)
          .setEvaluationsDone(2)
          .build();

  @Test
  void aPipelineThatTrains() {
    DescribePipelineResponse description =
        DescribePipelineResponse.newBuilder().setSummary(RUNNING).setProgress(PROGRESS).build();

    assertThat(PipelineOutput.text(description))
        .isEqualTo(
            """
            pipeline:    3 (flights)
            status:      running
            started:     2023-11-14T22:13:20Z
            stage:       Run training
            training:    3, 1,500 of 20,000 samples in 30 batches, loss 0.4322, learning rate \
            0.00100, 1,234 samples/s, waited 2.3 s for data; amp: trains in float32 on the CPU
            triggers:    2
            evaluations: 2 of 4 planned
            log:         /eval/pipeline_3/pipeline.log
            """);
    assertThat(JsonOutput.render(PipelineOutput.json(description)))
        .isEqualTo(
            """
            {
              "id" : 3,
              "name" : "flights",
              "status" : "running",
              "started" : "2023-11-14T22:13:20Z",
              "ended" : null,
              "triggers" : 2,
              "error" : null,
              "waiting_for" : null,
              "waiting_since" : null,
              "log_path" : "/eval/pipeline_3/pipeline.log",
              "progress" : {
                "stage" : "Run training",
                "training" : {
                  "id" : 3,
                  "running" : true,
                  "samples_seen" : 1500,
                  "total_samples" : 20000,
                  "queue_position" : null,
                  "batches_seen" : 30,
                  "loss" : 0.43219,
                  "learning_rates" : [ 0.001, 0.001 ],
                  "samples_per_second" : 1234.4,
                  "seconds_waited_for_data" : 2.25,
                  "notes" : [ "amp: trains in float32 on the CPU" ],
                  "scoring" : null
                },
                "evaluations_planned" : 4,
                "evaluations_done" : 2
              }
            }\
            """);
  }

  @Test
  void aPipelineThatWaitsForAServer() {
    PipelineSummary waiting =
        RUNNING.toBuilder()
            .setWaitingFor("cannot reach the selector at localhost:50056")
            .setWaitingSince(1_700_000_060)
            .build();

    assertThat(
            PipelineOutput.text(DescribePipelineResponse.newBuilder().setSummary(waiting).build()))
        .contains(
            "waits:    since 2023-11-14T22:14:20Z: cannot reach the selector at localhost:50056\n");
    assertThat(PipelineOutput.text(List.of(waiting)))
        .contains(
            "running  2023-11-14T22:13:20Z         2  waits since 2023-11-14T22:14:20Z: cannot"
                + " reach the selector at localhost:50056\n");
    assertThat(JsonOutput.render(PipelineOutput.json(List.of(waiting))))
        .contains("\"waiting_for\" : \"cannot reach the selector at localhost:50056\"")
        .contains("\"waiting_since\" : \"2023-11-14T22:14:20Z\"");
  }

  @Test
  void aTrainingThatWaits() {
    TrainingProgress waiting =
        PROGRESS.getTraining().toBuilder()
            .setMeasures(TrainingMeasures.newBuilder().setQueuePosition(3))
            .build();

    assertThat(TrainingOutput.text(waiting))
        .isEqualTo("3, waits for its turn, 2 before it in the queue");
  }

  @Test
  void aTrainingThatSelectsSamples() {
    TrainingMeasures selecting =
        TrainingMeasures.newBuilder()
            .setScoring(
                ScoringProgress.newBuilder()
                    .setActivity("scoring the training set")
                    .setSamplesSeen(1_000)
                    .setTotalSamples(20_000)
                    .setSamplesPerSecond(54_321))
            .build();
    TrainingSummary summary = TrainingSummary.newBuilder().setMeasures(selecting).build();

    assertThat(
            TrainingOutput.text(
                PROGRESS.getTraining().toBuilder()
                    .setSamplesSeen(0)
                    .setMeasures(selecting)
                    .build()))
        .isEqualTo(
            "3, 0 of 20,000 samples, scoring the training set: 1,000 of 20,000 samples, 54,321"
                + " samples/s");
    assertThat(TrainingOutput.text(List.of(summary))).contains("selects");
    assertThat(JsonOutput.render(TrainingOutput.json(List.of(summary))))
        .contains("\"total_samples\" : 20000")
        .contains("\"samples_per_second\" : 54321.0");
  }

  @Test
  void theQueueOfTrainings() {
    List<TrainingSummary> trainings =
        List.of(
            TrainingSummary.newBuilder()
                .setTrainingId(3)
                .setPipelineId(1)
                .setTriggerId(12)
                .setDevice("cpu")
                .setSamplesSeen(1_500)
                .setMeasures(MEASURES)
                .build(),
            TrainingSummary.newBuilder()
                .setTrainingId(4)
                .setPipelineId(2)
                .setDevice("cpu")
                .setMeasures(TrainingMeasures.newBuilder().setQueuePosition(1))
                .build());

    assertThat(TrainingOutput.text(trainings))
        .isEqualTo(
            """
            training  pipeline  trigger  device  status    samples  samples/s    loss  learning rate
                   3         1       12  cpu     runs        1,500      1,234  0.4322        0.00100
                   4         2        0  cpu     waits, 1        0          -       -              -
            """);
    assertThat(JsonOutput.render(TrainingOutput.json(trainings)))
        .contains("\"pipeline\" : 2")
        .contains("\"queue_position\" : 1");
  }

  @Test
  void aPipelineThatHasJustBegun() {
    DescribePipelineResponse description =
        DescribePipelineResponse.newBuilder()
            .setSummary(RUNNING)
            .setProgress(PipelineProgress.getDefaultInstance())
            .build();

    assertThat(PipelineOutput.text(description))
        .contains("stage:       -\n")
        .doesNotContain("training:");
    assertThat(JsonOutput.render(PipelineOutput.json(description))).contains("\"training\" : null");
  }
}
