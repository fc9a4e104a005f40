package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.FieldProblem;
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
      UnaryOperator<StartTrainingRequest.Builder> change, String field, String message) {}

  private static CheckpointInfo.Builder checkpoints(String path) {
    return CheckpointInfo.newBuilder().setCheckpointInterval(1).setCheckpointPath(path);
  }

  static Stream<Refused> refused() {
    return Stream.of(
        new Refused(r -> r.clearModel(), "model.id", "DLRM"),
        new Refused(
            r -> r.setModel(ModelSpecification.newBuilder().setModelClass("DLMR")),
            "model.id",
            "DLRM"),
        new Refused(
            r ->
                r.setModel(
                    ModelSpecification.newBuilder()
                        .setModelClass("DLRM")
                        .setConfiguration(TrainerFixture.json("{\"embedding\": 1}"))),
            "model.config.",
            "did you mean \"embedding_dim\""),
        new Refused(
            r ->
                r.setModel(
                    ModelSpecification.newBuilder()
                        .setModelClass("FmowNet")
                        .setConfiguration(
                            TrainerFixture.json(
                                "{\"num_classes\": 2, \"pretrained_path\": \"/no/file\"}"))),
            "",
            "there is no weights file /no/file"),
        new Refused(
            r ->
                r.setModel(
                    ModelSpecification.newBuilder()
                        .setModelClass("FmowNet")
                        .setConfiguration(
                            TrainerFixture.json(
                                "{\"num_classes\": 2, \"pretrained_path\": \"/etc/passwd\"}"))),
            "",
            "'/etc/passwd' lies outside of the folders that this trainer server may read"),
        new Refused(
            r ->
                r.setModel(
                    ModelSpecification.newBuilder()
                        .setModelClass("TorchScript")
                        .setConfiguration(
                            TrainerFixture.json("{\"path\": \"/no/../etc/passwd\"}"))),
            "model.id",
            "model.config.path: '/no/../etc/passwd'"),
        new Refused(
            r ->
                r.setModel(
                    ModelSpecification.newBuilder()
                        .setModelClass("TorchScript")
                        .setConfiguration(TrainerFixture.json("{\"path\": \"a\\u0000b\"}"))),
            "model.config.path",
            "must be a path"),
        new Refused(
            r ->
                r.setTokenizer(
                    PythonString.newBuilder()
                        .setValue("DistilBertTokenizerTransform(file=\"../vocab.txt\")")),
            "data.tokenizer",
            "lies in the state directory"),
        new Refused(
            r -> r.setCheckpointInfo(checkpoints("/etc")),
            "training.checkpointing.path",
            "add checkpoint_roots: [/etc] to the section trainer_server"),
        new Refused(
            r -> r.setCheckpointInfo(checkpoints("../../../../../../../../../../../etc")),
            "training.checkpointing.path",
            "lies outside of the folders that pipelines may keep checkpoints in"),
        new Refused(
            r -> r.setCheckpointInfo(checkpoints("/tmp/" + "a".repeat(300))),
            "training.checkpointing.path",
            "a name in the path has 300 bytes, allowed are 255"),
        new Refused(
            r -> r.setTorchCriterion("BCEWithLogitLoss"),
            "training.optimization_criterion.name",
            "BCEWithLogitsLoss"),
        new Refused(
            r -> r.setTorchOptimizersConfiguration(TrainerFixture.optimizer("Adan", 1)),
            "training.optimizers[0].algorithm",
            "Adam"),
        new Refused(
            r -> r.setTorchOptimizersConfiguration(TrainerFixture.optimizer("Adam", -1)),
            "training.optimizers[0].param_groups[0].config.lr",
            "-1"),
        new Refused(
            r -> r.setTorchOptimizersConfiguration(TrainerFixture.json("[]")),
            "training.optimizers",
            "must be a section"),
        new Refused(
            r -> r.setBytesParser(PythonString.newBuilder().setValue("def parse(data):")),
            "data.bytes_parser_function",
            "Python"),
        new Refused(r -> r.setBatchSize(0), "training.batch_size", "at least 1, but is 0"),
        new Refused(
            r -> r.setUsePretrainedModel(true).setPretrainedModelId(12),
            "training.initial_model_id",
            "there is no model 12"),
        new Refused(r -> r.setDevice("cuda:99"), "training.device", "--device cpu"),
        new Refused(
            r -> r.setGradientClipping(TrainerFixture.json("{\"norm\": 1, \"value\": 1}")),
            "training.gradient_clipping.value",
            "must not be specified together with norm"),
        new Refused(
            r -> r.setLrScheduler(TrainerFixture.json("{\"name\": \"StepLR\"}")),
            "training.lr_scheduler",
            ""),
        new Refused(
            r -> r.setGradScalerConfiguration(TrainerFixture.json("{\"growth_factor\": 1}")),
            "training.grad_scaler_config.growth_factor",
            "must be above 1"),
        new Refused(
            r -> r.setCheckpointInfo(CheckpointInfo.newBuilder().setCheckpointInterval(1)),
            "training.checkpointing",
            ""),
        new Refused(
            r -> r.setTokenizer(PythonString.newBuilder().setValue("T")),
            "data.tokenizer",
            "unknown tokenizer \"T\""),
        new Refused(
            r -> r.setTokenizer(PythonString.newBuilder().setValue("DistilBertTokenizerTransform")),
            "data.tokenizer",
            "tokenizers/distilbert-base-uncased: put the tokenizer.json or vocab.txt"),
        new Refused(
            r -> r.addTransformList("transforms.ToTensr()"),
            "data.transformations[0]",
            "transforms.ToTensr"),
        new Refused(
            r ->
                r.setBytesParser(
                    PythonString.newBuilder().setValue("Record([Field('a', 'float32')])")),
            "data",
            "but bytes_parser_function makes only a"),
        new Refused(
            r ->
                r.setModel(
                        ModelSpecification.newBuilder()
                            .setModelClass("FmowNet")
                            .setConfiguration(TrainerFixture.json("{\"num_classes\": 2}")))
                    .setBytesParser(
                        PythonString.newBuilder()
                            .setValue("Image(mode=\"RGB\", height=28, width=40)"))
                    .addTransformList("transforms.ToTensor()"),
            "data",
            "the images have 28 x 40 pixels, but FmowNet needs at least 29 x 29"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aRequestThatCannotBeServedSaysWhy(Refused refused) {
    StartTrainingRequest.Builder request = refused.change().apply(TrainerFixture.request());
    List<FieldProblem> problems = fixture.validate(request);
    assertThat(problems)
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.getField()).startsWith(refused.field()))
        .anySatisfy(problem -> assertThat(problem.getMessage()).contains(refused.message()));
    assertThatThrownBy(() -> fixture.begin(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            error -> {
              assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(error.getStatus().getDescription())
                  .isEqualTo(
                      problems.stream()
                          .map(problem -> problem.getField() + ": " + problem.getMessage())
                          .collect(Collectors.joining("\n")));
            });
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    StartTrainingRequest.Builder request =
        TrainerFixture.request()
            .setDevice("tpu")
            .setBatchSize(-1)
            .setTorchOptimizersConfiguration(TrainerFixture.optimizer("Adan", 1))
            .setTorchCriterion("CrosEntropyLoss")
            .setBytesParser(PythonString.newBuilder().setValue("Recrd()"))
            .setLabelTransformer(PythonString.newBuilder().setValue("Thresold(1)"))
            .setUsePretrainedModel(true)
            .setPretrainedModelId(3);
    assertThat(fixture.validate(request).stream().map(FieldProblem::getField))
        .containsExactlyInAnyOrder(
            "training.device",
            "training.batch_size",
            "training.optimizers[0].algorithm",
            "training.optimization_criterion.name",
            "data.bytes_parser_function",
            "data.label_transformer_function",
            "training.initial_model_id");
  }

  /** Of a configuration that has no problems, only what differs is checked again. */
  @Test
  void theNextTrainingOfAPipelineIsChecked() {
    assertThat(fixture.validate(TrainerFixture.request())).isEmpty();
    assertThat(
            fixture.validate(
                TrainerFixture.request()
                    .setTriggerId(7)
                    .setNumSamplesToPass(-1)
                    .setUsePretrainedModel(true)
                    .setPretrainedModelId(3)))
        .extracting(FieldProblem::getField)
        .containsExactlyInAnyOrder("training.num_samples_to_pass", "training.initial_model_id");
    assertThat(
            fixture.validate(
                TrainerFixture.request()
                    .setTriggerId(8)
                    .setTorchOptimizersConfiguration(TrainerFixture.optimizer("Adam", -1))))
        .extracting(FieldProblem::getField)
        .containsExactly("training.optimizers[0].param_groups[0].config.lr");
    assertThat(fixture.validate(TrainerFixture.request().setTriggerId(9))).isEmpty();
  }

  @Test
  void aUsersCodeRunsOnlyWhenTheRestIsRight() {
    String property = "modyn.test.user-code-ran";
    PythonString code =
        PythonString.newBuilder()
            .setValue(
                "public long transform(long label) { return label; }"
                    + " private final String set = System.setProperty(\"%s\", \"yes\");"
                        .formatted(property))
            .build();
    StartTrainingRequest.Builder wrong =
        TrainerFixture.request()
            .setLabelTransformer(code)
            .setTorchOptimizersConfiguration(TrainerFixture.optimizer("Adan", 1));
    assertThat(fixture.validate(wrong)).isNotEmpty();
    assertThat(System.getProperty(property)).isNull();

    assertThat(fixture.validate(TrainerFixture.request().setLabelTransformer(code))).isEmpty();
    assertThat(System.clearProperty(property)).isEqualTo("yes");
  }

  /** The file does not exist: it is not even opened. */
  @Test
  void programsAreRefusedWhereOnlyBuiltinsRun() {
    try (TrainerFixture builtins = TrainerFixture.start(UserCodePolicy.BUILTINS)) {
      StartTrainingRequest.Builder request =
          TrainerFixture.request()
              .setModel(
                  ModelSpecification.newBuilder()
                      .setModelClass("TorchScript")
                      .setConfiguration(TrainerFixture.json("{\"path\": \"/no/model.pt\"}")));
      assertThat(builtins.validate(request))
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.getField()).isEqualTo("model.id");
                assertThat(problem.getMessage())
                    .startsWith("user_code is 'builtins' in the system configuration")
                    .contains("no TorchScript programs");
              });
      assertThat(builtins.validate(TrainerFixture.request())).isEmpty();
      assertThat(fixture.validate(request))
          .extracting(FieldProblem::getMessage)
          .anyMatch(message -> message.contains("/no/model.pt"));
    }
  }

  @Test
  void aTrainingThatCanBeStartedHasNoProblemAndIsNotStarted() {
    assertThat(fixture.validate(TrainerFixture.request())).isEmpty();
    assertThat(fixture.status(1).getValid()).isFalse();
  }
}
