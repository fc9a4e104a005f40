package org.modyn.trainer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.common.job.JobMemory;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.proto.trainer.PythonString;
import org.modyn.proto.trainer.StartTrainingRequest;

final class CheckedTrainingsTest {
  private final CheckedTrainings trainings = new CheckedTrainings();

  @Test
  void trainingsOfOneConfigurationShareTheirParts() {
    TrainingParts parts = parts();
    trainings.add(request().build(), parts);
    StartTrainingRequest next =
        request()
            .setTriggerId(2)
            .setRequestId("another")
            .setUsePretrainedModel(true)
            .setPretrainedModelId(5)
            .setNumSamplesToPass(1_000)
            .build();
    assertThat(trainings.find(next)).containsSame(parts);
  }

  @Test
  void anotherConfigurationHasNone() {
    trainings.add(request().build(), parts());
    assertThat(trainings.find(request().setBatchSize(33).build())).isEmpty();
    assertThat(trainings.find(request().setDevice("cuda:0").build())).isEmpty();
    assertThat(
            trainings.find(
                request().setLabelTransformer(PythonString.newBuilder().setValue("x")).build()))
        .isEmpty();
  }

  @Test
  void thePartsThatWereUsedLongestAgoAreForgotten() {
    for (int batchSize = 1; batchSize <= 40; batchSize++) {
      trainings.add(request().setBatchSize(batchSize).build(), parts());
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
        .setBatchSize(32);
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
