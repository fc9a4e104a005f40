package org.modyn.ml.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.loss.Labels;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.testing.TestEngine;

final class DlrmTest {
  private static final String SMALL =
      """
      {"num_numerical_features": 2, "categorical_features_info": {"hour": 3, "origin": 5},
       "embedding_dim": 2, "bottom_mlp_sizes": [3, 2], "top_mlp_sizes": [4, 1]%s}\
      """;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** The expected values are those of the same model written with PyTorch 2.13.0 in Python. */
  @Test
  void computesWhatTorchComputes() {
    Model model = small("");
    Map<String, NDArray> parameters = model.parameters();
    fill(parameters.get("bottom_model.embeddings.embedding.weight"), 0, 0.3, 0.9, 1);
    fillLayer(parameters, "bottom_model.mlp.layers.0", 1);
    fillLayer(parameters, "bottom_model.mlp.layers.2", 2);
    fillLayer(parameters, "top_model.mlp.layers.0", 3);
    fillLayer(parameters, "top_model.out", 4);
    Map<String, NDArray> inputs =
        Map.of(
            "numerical_input",
            manager.create(new float[] {0.5f, -1, 2, 0.25f, -0.3f, 0.8f}, new Shape(3, 2)),
            "categorical_input",
            manager.create(new long[] {0, 4, 2, 0, 1, 3}, new Shape(3, 2)));
    try (GradientMode recording = GradientMode.recording()) {
      NDArray logits = forward(model, inputs);
      assertThat(logits.toFloatArray())
          .containsExactly(new float[] {-0.0379874893f, -0.271852076f, -0.1408948f}, within(1e-6f));
      NDArray loss =
          Losses.REGISTRY
              .read("name", "BCEWithLogitsLoss", "criterion", "")
              .create(manager)
              .mean(logits, Labels.of(manager.create(new long[] {1, 0, 1})));
      assertThat(loss.getFloat()).isCloseTo(0.681608677f, within(1e-6f));
      Autograd.backward(loss, manager.create(1f));
    }
    checkGradient(
        parameters.get("bottom_model.embeddings.embedding.weight"),
        0.0192617383f,
        0.00314896554f,
        0.0310074557f,
        0.0137710869f,
        -0.0198900923f,
        -0.0253568571f,
        -0.0160587188f,
        -0.0259725824f,
        0,
        0,
        0,
        0,
        0.0105195818f,
        0.0300322771f,
        0,
        0.0174792334f);
    checkGradient(
        parameters.get("bottom_model.mlp.layers.0.weight"),
        -0.00864401087f,
        0.00534987776f,
        0.00109997124f,
        0.000137496405f,
        0.00692907395f,
        0.000866134244f);
    checkGradient(
        parameters.get("top_model.mlp.layers.0.weight"),
        -0.000546867261f,
        0,
        -0.000717205228f,
        -0.000139241107f,
        -0.0246384852f,
        -0.000601398293f,
        0,
        -0.000788721722f,
        -0.000153125497f,
        -0.027095329f,
        0,
        0,
        0,
        0,
        -0.00233951933f,
        0,
        0,
        0,
        0,
        -0.00750154816f);
    checkGradient(parameters.get("top_model.out.bias"), -0.2040696f);
  }

  @Test
  void namesAndShapesStayForStorage() {
    assertThat(small("").parameters().entrySet())
        .extracting(entry -> entry.getKey() + " " + entry.getValue().getShape())
        .containsExactly(
            "bottom_model.embeddings.embedding.weight (8, 2)",
            "bottom_model.mlp.layers.0.weight (3, 2)",
            "bottom_model.mlp.layers.0.bias (3)",
            "bottom_model.mlp.layers.2.weight (2, 3)",
            "bottom_model.mlp.layers.2.bias (2)",
            "top_model.mlp.layers.0.weight (4, 5)",
            "top_model.mlp.layers.0.bias (4)",
            "top_model.out.weight (1, 4)",
            "top_model.out.bias (1)");
  }

  @Test
  void theSeedDecidesTheWeights() {
    float[] first = table(create(SMALL.formatted(""), 7));
    assertThat(table(create(SMALL.formatted(""), 7))).containsExactly(first);
    assertThat(table(create(SMALL.formatted(""), 8))).isNotEqualTo(first);
    float bound = (float) (1 / Math.sqrt(3));
    assertThat(first).hasSize(16).doesNotContain(0);
    for (int index = 0; index < 6; index++) {
      assertThat(first[index]).isBetween(-bound, bound);
    }
  }

  @Test
  void weightsHaveTheVarianceOfTheirLayer() {
    Model model =
        create(
            """
            {"num_numerical_features": 300, "categorical_features_info": {"a": 10000},
             "embedding_dim": 100, "bottom_mlp_sizes": [500, 100], "top_mlp_sizes": [200, 1]}\
            """,
            1);
    assertThat(deviation(model, "bottom_model.mlp.layers.0.weight"))
        .isCloseTo(Math.sqrt(2.0 / 800), within(0.001));
    assertThat(deviation(model, "bottom_model.embeddings.embedding.weight"))
        .isCloseTo(0.01 / Math.sqrt(3), within(0.0001));
    assertThat(deviation(model, "top_model.out.weight"))
        .isCloseTo(1 / Math.sqrt(200) / Math.sqrt(3), within(0.01));
  }

  @ParameterizedTest
  @CsvSource({"0, 5, origin, 5, 4, 5", "3, 0, hour, 3, 2, 3", "-1, 0, hour, -1, 2, 3"})
  void namesAnIdOutOfRange(
      int hour, int origin, String feature, int id, int largest, int cardinality) {
    TensorBatch batch =
        new TensorBatch(
            List.of(
                new TensorSpecification("numerical_input", TensorDataType.FLOAT32, List.of(2L)),
                new TensorSpecification("categorical_input", TensorDataType.INT32, List.of(2L))),
            3);
    batch.tensor(1).setAtIndex(ValueLayout.JAVA_INT, 2, hour);
    batch.tensor(1).setAtIndex(ValueLayout.JAVA_INT, 3, origin);
    batch.keys()[1] = 77;
    batch.setSize(2);
    assertThatThrownBy(() -> small("").checkValues(batch))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessage(
            String.format(
                    Locale.ROOT,
                    "the sample with key 77 has the id %d for the categorical feature \"%s\", but"
                        + " its ids go",
                    id,
                    feature)
                + String.format(Locale.ROOT, " from 0 to %d", largest)
                + String.format(
                    Locale.ROOT,
                    " (model.config.categorical_features_info.%s: %d)",
                    feature,
                    cardinality));
  }

  @Test
  void takesIdsModuloTheCardinalityWhenAsked() {
    Model model = small(", \"hash_indices\": true, \"max_table_size\": 4");
    assertThat(logits(model, 2, 3)).isEqualTo(logits(model, 5, 7));
    assertThat(logits(model, 2, 3)).isNotEqualTo(logits(model, 2, 2));
  }

  @Test
  void givesOneColumnAnOutput() {
    Model model = create(SMALL.formatted("").replace("[4, 1]", "[3]"), 1);
    Map<String, NDArray> inputs =
        Map.of(
            "numerical_input", manager.zeros(new Shape(2, 2)),
            "categorical_input", manager.create(new long[4], new Shape(2, 2)));
    assertThat(forward(model, inputs).getShape()).isEqualTo(new Shape(2, 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "embedding_dim": 2       | "embeding_dim": 2             | model.config.embeding_dim: unknown field; did you mean "embedding_dim"?
          "embedding_dim": 2       | "embedding_dim": 3            | model.config.bottom_mlp_sizes: must end with embedding_dim, 3
          "hour": 3                | "hour": 0                     | model.config.categorical_features_info.hour: must be at least 1, but is 0
          {"hour": 3, "origin": 5} | {}                            | model.config.categorical_features_info: must not be empty
          "top_mlp_sizes": [4, 1]  | "top_mlp_sizes": []           | model.config.top_mlp_sizes: must not be empty
          [4, 1]                   | [4, 0]                        | model.config.top_mlp_sizes: must be sizes of at least 1
          [4, 1]                   | [4, 1], "interaction_op": "x" | model.config.interaction_op: "x" is unknown; allowed: dot, cuda_dot, cat
          [4, 1]                   | [4, 1], "hash_indice": true   | model.config.hash_indice: unknown field; did you mean "hash_indices"?
          """)
  void saysWhatIsWrong(String part, String replacement, String message) {
    String configuration = SMALL.formatted("").replace(part, replacement);
    assertThatThrownBy(() -> create(configuration, 1)).hasMessageContaining(message);
  }

  @Test
  void refusesATableThatIsTooLarge() {
    assertThatThrownBy(
            () -> create(SMALL.formatted("").replace("\"hour\": 3", "\"hour\": 300000000"), 1))
        .hasMessageContaining("a parameter of the model would have the shape (300000005, 2)");
  }

  @Test
  void namesTheNearestModel() {
    assertThatThrownBy(() -> Models.read("dlrm", ""))
        .hasMessageStartingWith("model.id: unknown model \"dlrm\"; did you mean \"DLRM\"?");
  }

  @Test
  void joinsVectorsInsteadOfMultiplyingThem() {
    Model model = small(", \"interaction_op\": \"cat\"");
    assertThat(model.parameters().get("top_model.mlp.layers.0.weight").getShape())
        .isEqualTo(new Shape(4, 6));
    assertThat(logits(model, 2, 3)).isNotEqualTo(logits(model, 1, 3));
  }

  @Test
  void theOutlineHasTheShapesOfALargeModelAndNoMemory() {
    ModelOptions options =
        Models.read("DLRM", SMALL.formatted("").replace("\"hour\": 3", "\"hour\": 300000000"));
    try (Model model = options.create(ModelContext.ofOutline(manager))) {
      assertThat(model.parameters().get("bottom_model.embeddings.embedding.weight").getShape())
          .isEqualTo(new Shape(300_000_005, 2));
    }
  }

  private Model small(String more) {
    return create(SMALL.formatted(more), 1);
  }

  private Model create(String configuration, long seed) {
    return Models.read("DLRM", configuration).create(new ModelContext(manager, Device.CPU, seed));
  }

  private static NDArray forward(Model model, Map<String, NDArray> inputs) {
    int samples = (int) inputs.get("numerical_input").getShape().get(0);
    return model.forward(new BatchInputs(inputs, new long[samples], samples)).logits();
  }

  private float logits(Model model, long hour, long origin) {
    Map<String, NDArray> inputs =
        Map.of(
            "numerical_input", manager.ones(new Shape(1, 2)),
            "categorical_input", manager.create(new long[] {hour, origin}, new Shape(1, 2)));
    try (GradientMode off = GradientMode.off()) {
      return forward(model, inputs).getFloat();
    }
  }

  private static float[] table(Model model) {
    return model.parameters().get("bottom_model.embeddings.embedding.weight").toFloatArray();
  }

  private static double deviation(Model model, String name) {
    double squares = 0;
    float[] values = model.parameters().get(name).toFloatArray();
    for (float value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares / values.length);
  }

  private static void checkGradient(NDArray parameter, float... expected) {
    NDArray gradient = Autograd.gradient(parameter);
    assertThat(
            (Operations.isSparse(gradient) ? Operations.dense(gradient) : gradient).toFloatArray())
        .containsExactly(expected, within(1e-6f));
  }

  private static void fillLayer(Map<String, NDArray> parameters, String name, double phase) {
    fill(parameters.get(name + ".weight"), phase, 0.7, 1.3, 0.4);
    NDArray bias = parameters.get(name + ".bias");
    for (int row = 0; row < bias.size(); row++) {
      bias.toByteBuffer(true).putFloat(4 * row, (float) (Math.cos(phase + row) * 0.1));
    }
  }

  private static void fill(
      NDArray array, double phase, double rowStep, double columnStep, double scale) {
    long columns = array.getShape().get(1);
    for (int index = 0; index < array.size(); index++) {
      double angle = phase + rowStep * (index / columns) + columnStep * (index % columns);
      array.toByteBuffer(true).putFloat(4 * index, (float) (Math.sin(angle) * scale));
    }
  }
}
