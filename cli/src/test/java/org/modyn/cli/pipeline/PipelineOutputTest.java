package org.modyn.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.modyn.cli.output.JsonOutput;
import org.modyn.proto.supervisor.DescribePipelineResponse;
import org.modyn.proto.supervisor.PipelineProgress;
import org.modyn.proto.supervisor.PipelineSummary;
import org.modyn.proto.supervisor.TrainingProgress;

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
  private static final PipelineProgress PROGRESS =
      PipelineProgress.newBuilder()
          .setStage("Run training")
          .setTraining(
              TrainingProgress.newBuilder()
                  .setTrainingId(3)
                  .setSamplesSeen(1_500)
                  .setTotalSamples(20_000)
                  .setRunning(true))
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
            training:    3, 1,500 of 20,000 samples
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
              "log_path" : "/eval/pipeline_3/pipeline.log",
              "progress" : {
                "stage" : "Run training",
                "training" : {
                  "id" : 3,
                  "running" : true,
                  "samples_seen" : 1500,
                  "total_samples" : 20000
                },
                "evaluations_planned" : 4,
                "evaluations_done" : 2
              }
            }\
            """);
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
