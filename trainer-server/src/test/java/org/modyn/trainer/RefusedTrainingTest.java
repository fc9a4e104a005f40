package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.ModelSpecification;
import org.modyn.proto.trainer.PythonString;
import org.modyn.proto.trainer.StartTrainingRequest;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedTrainingTest {
  private TrainerFixture fixture;

  @BeforeAll
  void start() {
    fixture = TrainerFixture.start();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private record Refused(
      UnaryOperator<StartTrainingRequest.Builder> change, Status.Code code, String message) {}

  static Stream<Refused> refused() {
    return Stream.of(
        new Refused(r -> r.clearModel(), Status.Code.INVALID_ARGUMENT, "model.model_class"),
        new Refused(
            r -> r.setModel(ModelSpecification.newBuilder().setModelClass("DLMR")),
            Status.Code.INVALID_ARGUMENT,
            "DLRM"),
        new Refused(
            r ->
                r.setModel(
                    ModelSpecification.newBuilder()
                        .setModelClass("DLRM")
                        .setConfiguration(TrainerFixture.json("{\"embedding\": 1}"))),
            Status.Code.INVALID_ARGUMENT,
            "model.config"),
        new Refused(
            r -> r.setTorchCriterion("BCEWithLogitLoss"),
            Status.Code.INVALID_ARGUMENT,
            "BCEWithLogitsLoss"),
        new Refused(
            r -> r.setTorchOptimizersConfiguration(TrainerFixture.optimizer("Adan", 1)),
            Status.Code.INVALID_ARGUMENT,
            "Adam"),
        new Refused(
            r -> r.setBytesParser(PythonString.newBuilder().setValue("def parse(data):")),
            Status.Code.INVALID_ARGUMENT,
            "bytes_parser"),
        new Refused(r -> r.setBatchSize(0), Status.Code.INVALID_ARGUMENT, "batch_size"),
        new Refused(
            r -> r.setUsePretrainedModel(true).setPretrainedModelId(12),
            Status.Code.NOT_FOUND,
            "model 12"),
        new Refused(r -> r.setDevice("cuda:99"), Status.Code.INVALID_ARGUMENT, "device: cuda:99"),
        new Refused(r -> r.setAmp(true), Status.Code.UNIMPLEMENTED, "amp"),
        new Refused(
            r -> r.setLrScheduler(TrainerFixture.json("{\"name\": \"StepLR\"}")),
            Status.Code.UNIMPLEMENTED,
            "lr_scheduler"),
        new Refused(
            r -> r.setGradScalerConfiguration(TrainerFixture.json("{\"growth_factor\": 2}")),
            Status.Code.UNIMPLEMENTED,
            "grad_scaler_configuration"),
        new Refused(
            r -> r.setCheckpointInfo(CheckpointInfo.newBuilder().setCheckpointInterval(1)),
            Status.Code.UNIMPLEMENTED,
            "checkpoint_info"),
        new Refused(
            r -> r.setTokenizer(PythonString.newBuilder().setValue("T")),
            Status.Code.UNIMPLEMENTED,
            "tokenizer"),
        new Refused(
            r -> r.addTransformList("transforms.ToTensr()"),
            Status.Code.INVALID_ARGUMENT,
            "transformations[0]"),
        new Refused(
            r ->
                r.setBytesParser(
                        PythonString.newBuilder().setValue("Record([Field('a', 'float32')])"))
                    .addTransformList("transforms.RandomHorizontalFlip()"),
            Status.Code.INVALID_ARGUMENT,
            "transformations: RandomHorizontalFlip needs images"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aRequestThatCannotBeServedSaysWhy(Refused refused) {
    StartTrainingRequest.Builder request = refused.change().apply(TrainerFixture.request());
    assertThatThrownBy(() -> fixture.begin(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            error -> assertThat(error.getStatus().getCode()).isEqualTo(refused.code()))
        .hasMessageContaining(refused.message());
  }
}
