package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.PathRoots;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.Models;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.ml.weights.NamedTensor;
import org.modyn.ml.weights.SafetensorsWriter;

final class PretrainedWeightsLoaderTest {
  @TempDir private Path directory;
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void loadsAllOfTheSameModel() {
    Path file = write(model("ResNet18", "\"num_classes\": 3", 1), Optional::of);
    Model model = load("ResNet18", "\"num_classes\": 3", file);
    assertSame(model, model("ResNet18", "\"num_classes\": 3", 1), model.state().keySet());
  }

  @Test
  void keepsAFreshHeadForOtherClasses() {
    Path file = write(model("ResNet18", "\"num_classes\": 3", 1), Optional::of);
    Model model = load("ResNet18", "\"num_classes\": 5", file);
    Model fresh = model("ResNet18", "\"num_classes\": 5", 2);
    assertSame(model, fresh, List.of("fc.weight", "fc.bias"));
    List<String> body =
        model.state().keySet().stream().filter(name -> !name.startsWith("fc.")).toList();
    assertSame(model, model("ResNet18", "\"num_classes\": 3", 1), body);
  }

  @Test
  void aSessionTrainsWithThem() {
    Path file = write(model("ResNet18", "\"num_classes\": 3", 1), Optional::of);
    ModelOptions options = options("ResNet18", "\"num_classes\": 3", file);
    TrainingSetup setup =
        TrainingSetup.of(
            options,
            Losses.REGISTRY.read("name", "CrossEntropyLoss", "criterion", ""),
            """
            {"default": {"algorithm": "SGD", "source": "PyTorch",
             "param_groups": [{"module": "model", "config": {"lr": 0.1}}]}}\
            """,
            InputPipeline.create(
                "Image('RGB')",
                List.of("transforms.CenterCrop(32)", "transforms.ToTensor()"),
                UserCode.withoutPlugins()),
            2);
    Path written = directory.resolve("written.safetensors");
    try (TrainingSession session = TrainingSession.open(TestEngine.load(), Device.CPU, setup)) {
      session.load(options.pretrainedWeights().orElseThrow());
      session.write(written, Map.of());
    }
    Model stored = model("ResNet18", "\"num_classes\": 3", 2);
    Checkpoint.load(written, stored);
    assertSame(stored, model("ResNet18", "\"num_classes\": 3", 1), stored.state().keySet());
  }

  /** PyTorch 0.4 and earlier did not count batches; torchvision's first files have no counts. */
  @Test
  void needsNeitherAHeadNorCountsOfBatches() {
    Path file =
        write(
            model("ResNet18", "\"num_classes\": 3", 1),
            tensor ->
                tensor.name().startsWith("fc.") || tensor.name().endsWith("num_batches_tracked")
                    ? Optional.empty()
                    : Optional.of(tensor));
    Model model = load("ResNet18", "\"num_classes\": 3", file);
    assertSame(model, model("ResNet18", "\"num_classes\": 3", 1), List.of("conv1.weight"));
    assertSame(model, model("ResNet18", "\"num_classes\": 3", 2), List.of("fc.weight"));
  }

  @Test
  void knowsTheNamesOfTheFmowNetsEncoder() {
    Path file =
        write(
            model("FmowNet", "\"num_classes\": 3", 1),
            tensor -> Optional.of(renamed(tensor, name -> name.replace("enc.", "features."))));
    Model model = load("FmowNet", "\"num_classes\": 7", file);
    assertSame(
        model,
        model("FmowNet", "\"num_classes\": 3", 1),
        List.of("enc.conv0.weight", "enc.norm5.running_var"));
    assertSame(model, model("FmowNet", "\"num_classes\": 7", 2), List.of("classifier.weight"));
  }

  @Test
  void knowsTheNamesOfTheArticleNetsEncoder() {
    String small =
        "\"num_classes\": 3, \"vocab_size\": 9, \"dim\": 8, \"hidden_dim\": 8, \"heads\": 2,"
            + " \"layers\": 1";
    List<NamedTensor> tensors = new ArrayList<>(tensors(model("ArticleNet", small, 1)));
    tensors.removeIf(tensor -> tensor.name().startsWith("classifier."));
    tensors.replaceAll(
        tensor -> renamed(tensor, name -> name.replaceFirst("featurizer", "distilbert")));
    tensors.add(
        new NamedTensor(
            "vocab_projector.bias",
            TensorDataType.INT8,
            List.of(1L),
            MemorySegment.ofArray(new byte[1])));
    Model model = load("ArticleNet", small, write(tensors));
    String words = "featurizer.embeddings.word_embeddings.weight";
    assertSame(model, model("ArticleNet", small, 1), List.of(words));
  }

  @Test
  void bothModelsOfATwinBeginWithThem() {
    String small =
        "\"num_classes\": %d, \"vocab_size\": 9, \"dim\": 8, \"hidden_dim\": 8, \"heads\": 2,"
            + " \"layers\": 1";
    Model source = model("ArticleNet", small.formatted(3), 1);
    Path file = write(tensors(source));
    ModelOptions twin =
        Models.read(
            "RHOLOSSTwinModel",
            """
            {"rho_real_model_class": "ArticleNet",
             "rho_real_model_config": {%s, "pretrained_path": "%s"}}\
            """
                .formatted(small.formatted(5), file));
    Model model = twin.create(new ModelContext(manager, Device.CPU, 2));
    Model fresh = twin.create(new ModelContext(manager, Device.CPU, 2));
    PretrainedWeightsLoader.load(twin.pretrainedWeights().orElseThrow(), model);
    String words = "featurizer.embeddings.word_embeddings.weight";
    for (String twinPrefix : List.of("_models.0.", "_models.1.")) {
      assertThat(model.state().get(twinPrefix + words).toFloatArray())
          .isEqualTo(source.state().get(words).toFloatArray());
      assertSame(model, fresh, List.of(twinPrefix + "classifier.weight"));
    }
  }

  @Test
  void namesAllThatDoesNotFitAtOnce() {
    Path file =
        write(
            model("ResNet18", "\"num_classes\": 3", 1),
            tensor ->
                switch (tensor.name()) {
                  case "bn1.bias" -> Optional.empty();
                  case "layer1.0.conv1.weight" ->
                      Optional.of(renamed(tensor, name -> "layer1.0.conv3.weight"));
                  default -> Optional.of(tensor);
                });
    Model model = model("ResNet18", "\"num_classes\": 3, \"num_input_channels\": 1", 2);
    String message =
        "the weights in "
            + file
            + " are not those of this model.config; missing are bn1.bias, layer1.0.conv1.weight;"
            + " unexpected are layer1.0.conv3.weight; of another type or shape are conv1.weight"
            + " (float32 [64, 3, 7, 7], not float32 [64, 1, 7, 7])";
    assertThatThrownBy(
            () ->
                PretrainedWeightsLoader.load(
                    options("ResNet18", "\"num_classes\": 3", file)
                        .pretrainedWeights()
                        .orElseThrow(),
                    model))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessage(message);
    assertSame(
        model,
        model("ResNet18", "\"num_classes\": 3, \"num_input_channels\": 1", 2),
        model.state().keySet());
    assertThat(problems(options("ResNet18", "\"num_classes\": 3, \"num_input_channels\": 1", file)))
        .containsExactly("model.config.pretrained_path: " + message);
  }

  @Test
  void listsTheFirstOfMany() {
    Path file = write(model("ResNet18", "\"num_classes\": 3", 1), Optional::of);
    assertThat(problems(options("ResNet50", "\"num_classes\": 3", file)))
        .singleElement()
        .asString()
        .contains("missing are layer1.0.conv3.weight, layer1.0.bn3.weight,")
        .containsPattern(" and \\d{3} more; of another type or shape are layer1\\.0\\.conv1");
  }

  @Test
  void namesAFileThatIsMissingOrNoSafetensors() throws IOException {
    Path missing = directory.resolve("missing.safetensors");
    assertThat(problems(options("FmowNet", "\"num_classes\": 3", missing)))
        .containsExactly("model.config.pretrained_path: there is no weights file " + missing);
    Path other = Files.writeString(directory.resolve("resnet18.pth"), "PK\3\4 archive of pickles");
    assertThat(problems(options("FmowNet", "\"num_classes\": 3", other)))
        .singleElement()
        .asString()
        .startsWith(
            "model.config.pretrained_path: the weights file "
                + other
                + " is damaged or no safetensors file");
  }

  private List<String> problems(ModelOptions options) {
    PathRoots roots =
        ModynConfig.defaults()
            .withTrainerServer(
                ModynConfig.defaults().trainerServer().withFileRoots(List.of(directory)))
            .trainerFileRoots();
    FieldProblems problems = new FieldProblems();
    new ModelCheck(TestEngine.load()).checkPretrainedWeights(options, roots, problems);
    return problems.problems().stream().map(FieldProblem::toString).toList();
  }

  private Model load(String modelClass, String configuration, Path file) {
    ModelOptions options = options(modelClass, configuration, file);
    Model model = options.create(new ModelContext(manager, Device.CPU, 2));
    PretrainedWeightsLoader.load(options.pretrainedWeights().orElseThrow(), model);
    return model;
  }

  private static ModelOptions options(String modelClass, String configuration, Path file) {
    return Models.read(
        modelClass, "{%s, \"pretrained_path\": \"%s\"}".formatted(configuration, file));
  }

  private Model model(String modelClass, String configuration, long seed) {
    return Models.read(modelClass, "{" + configuration + "}")
        .create(new ModelContext(manager, Device.CPU, seed));
  }

  private Path write(Model model, Function<NamedTensor, Optional<NamedTensor>> change) {
    return write(tensors(model).stream().map(change).flatMap(Optional::stream).toList());
  }

  private Path write(List<NamedTensor> tensors) {
    Path file = directory.resolve("weights.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of());
    return file;
  }

  private static List<NamedTensor> tensors(Model model) {
    return model.state().entrySet().stream()
        .map(
            entry ->
                new NamedTensor(
                    entry.getKey(),
                    NativeArrays.dataType(entry.getValue()),
                    NativeArrays.shape(entry.getValue()),
                    NativeArrays.memory(entry.getValue())))
        .toList();
  }

  private static NamedTensor renamed(NamedTensor tensor, UnaryOperator<String> change) {
    return new NamedTensor(
        change.apply(tensor.name()), tensor.dataType(), tensor.shape(), tensor.bytes());
  }

  private static void assertSame(Model model, Model other, Iterable<String> names) {
    Map<String, NDArray> state = model.state();
    Map<String, NDArray> expected = other.state();
    for (String name : names) {
      assertThat(NativeArrays.memory(state.get(name)).toArray(ValueLayout.JAVA_BYTE))
          .as(name)
          .isEqualTo(NativeArrays.memory(expected.get(name)).toArray(ValueLayout.JAVA_BYTE));
    }
  }
}
