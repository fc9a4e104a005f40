package org.modyn.trainer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.job.JobMemory;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.proto.trainer.Data;
import org.modyn.proto.trainer.JsonString;
import org.modyn.proto.trainer.PythonString;
import org.modyn.proto.trainer.StartTrainingRequest;

final class CheckedTrainingsTest {
  private final CheckedTrainings trainings = new CheckedTrainings();

  @Test
  void trainingsOfOneConfigurationShareTheirParts() {
    TrainingPlan plan = plan(request());
    trainings.add(request().build(), plan);
    StartTrainingRequest next =
        request()
            .setTriggerId(2)
            .setRequestId("another")
            .setUsePretrainedModel(true)
            .setPretrainedModelId(5)
            .setNumSamplesToPass(1_000)
            .build();
    assertThat(trainings.find(next)).containsSame(plan);
  }

  @Test
  void aKnownSpecificationChangesNothing() {
    StartTrainingRequest.Builder request =
        request()
            .setAmp(true)
            .setGradScalerConfiguration(json("{\"init_scale\": 8.0}"))
            .setGradientClipping(json("{\"norm\": 0.5}"));
    FieldProblems problems = new FieldProblems();
    TrainingSpecification known = read(request.build(), Optional.empty(), problems);
    StartTrainingRequest next =
        request
            .setPipelineId(3)
            .setTriggerId(2)
            .setRequestId("another")
            .setUsePretrainedModel(true)
            .setPretrainedModelId(5)
            .setNumSamplesToPass(1_000)
            .build();
    assertThat(read(next, Optional.of(known), problems))
        .isEqualTo(read(next, Optional.empty(), problems));
    assertThat(known.mixedPrecision()).isPresent();
    assertThat(known.clipping()).isPresent();
    assertThat(problems.problems()).isEmpty();
  }

  @Test
  void anotherConfigurationHasNone() {
    trainings.add(request().build(), plan(request()));
    assertThat(trainings.find(request().setBatchSize(33).build())).isEmpty();
    assertThat(trainings.find(request().setDevice("cuda:0").build())).isEmpty();
    assertThat(trainings.find(request().setLoadOptimizerState(true).build())).isEmpty();
    assertThat(
            trainings.find(
                request().setLabelTransformer(PythonString.newBuilder().setValue("x")).build()))
        .isEmpty();
  }

  @Test
  void thePartsThatWereUsedLongestAgoAreForgotten() {
    for (int batchSize = 1; batchSize <= 40; batchSize++) {
      StartTrainingRequest.Builder request = request().setBatchSize(batchSize);
      trainings.add(request.build(), plan(request));
      assertThat(trainings.find(request().setBatchSize(1).build())).isPresent();
    }
    assertThat(trainings.find(request().setBatchSize(2).build())).isEmpty();
    assertThat(trainings.find(request().setBatchSize(40).build())).isPresent();
  }

  private static StartTrainingRequest.Builder request() {
    return StartTrainingRequest.newBuilder()
        .setPipelineId(1)
        .setTriggerId(1)
        .setRequestId("one")
        .setDevice("cpu")
        .setBatchSize(32)
        .setEpochsPerTrigger(1)
        .setDataInfo(Data.newBuilder().setDatasetId("samples"));
  }

  private static JsonString json(String value) {
    return JsonString.newBuilder().setValue(value).build();
  }

  private static TrainingSpecification read(
      StartTrainingRequest request, Optional<TrainingSpecification> known, FieldProblems problems) {
    return TrainingRequests.read(
        request, known, ModynConfig.defaults().checkpointRoots(), problems);
  }

  private static TrainingPlan plan(StartTrainingRequest.Builder request) {
    return new TrainingPlan(read(request.build(), Optional.empty(), new FieldProblems()), parts());
  }

  private static TrainingParts parts() {
    return new TrainingParts(
        Models.read("MLP", "{\"sizes\": [1, 2]}"),
        InputPipeline.of(BytesParsers.create("Record(fields=[Field('data', 'float32')])")),
        (labels, count) -> {},
        Losses.REGISTRY.read("name", "CrossEntropyLoss", "config", ""),
        List.of(),
        JobMemory.NONE);
  }
}
