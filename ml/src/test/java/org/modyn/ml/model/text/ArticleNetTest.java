package org.modyn.ml.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.ml.model.BatchInputs;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelInput;
import org.modyn.ml.model.Models;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.testing.TestEngine;

/** What the golden values of {@code article_net.json} do not show. */
final class ArticleNetTest {
  private static final String SMALL =
      """
      {"num_classes": 3, "vocab_size": 20, "max_position_embeddings": 6, "layers": 2, "dim": 8,
       "heads": 2, "hidden_dim": 16%s}\
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

  /** The names are those of transformers' model, which {@code article_net.py} has written. */
  @Test
  void hasTheNamesAndShapesOfTheOriginal() throws IOException {
    List<String> expected = new ArrayList<>();
    try (InputStream file =
        Model.class.getResourceAsStream("/org/modyn/ml/model/article_net_names.json")) {
      JsonNode names = new ObjectMapper().readTree(file);
      names
          .properties()
          .forEach(name -> expected.add(name.getKey() + " " + sizes(name.getValue())));
    }
    try (Model model =
        Models.read("ArticleNet", "{\"num_classes\": 172}")
            .create(ModelContext.ofOutline(manager))) {
      assertThat(model.state().entrySet())
          .extracting(entry -> entry.getKey() + " " + NativeArrays.shape(entry.getValue()))
          .containsExactlyElementsOf(expected);
      assertThat(model.parameters().values().stream().mapToLong(NDArray::size).sum())
          .isEqualTo(66_362_880 + 172 * 769);
    }
  }

  private static List<Long> sizes(JsonNode shape) {
    List<Long> sizes = new ArrayList<>();
    shape.forEach(size -> sizes.add(size.asLong()));
    return sizes;
  }

  @Test
  void whatFillsTheRowChangesNothing() {
    Model model = model(SMALL.formatted(""));
    try (GradientMode off = GradientMode.off()) {
      float[] logits = logits(model, 5, 1, 7, 1, 9, 0, 3, 0);
      assertThat(logits(model, 5, 1, 7, 1, 2, 0, 8, 0)).containsExactly(logits);
      assertThat(logits(model, 5, 1, 7, 1, 9, 1, 3, 0)).isNotEqualTo(logits);
      assertThat(logits(model, 5, 1, 8, 1, 9, 0, 3, 0)).isNotEqualTo(logits);
    }
  }

  @Test
  void dropsOutInTrainingOnly() {
    Model model = model(SMALL.formatted(", \"attention_dropout\": 0.5"));
    try (GradientMode off = GradientMode.off()) {
      float[] logits = logits(model, 5, 1, 7, 1, 9, 1);
      assertThat(logits(model, 5, 1, 7, 1, 9, 1)).containsExactly(logits);
      model.setTraining(true);
      assertThat(logits(model, 5, 1, 7, 1, 9, 1)).isNotEqualTo(logits(model, 5, 1, 7, 1, 9, 1));
    }
  }

  @Test
  void thePaddingTokenBeginsWithZerosAndIsNotLearned() {
    Model model = model(SMALL.formatted(""));
    NDArray table = model.parameters().get("featurizer.embeddings.word_embeddings.weight");
    assertThat(table.get(0).toFloatArray()).containsOnly(0);
    assertThat(table.get(1).toFloatArray()).doesNotContain(0);
    model.setTraining(true);
    try (GradientMode recording = GradientMode.recording()) {
      NDArray logits = forward(model, 0, 1, 7, 1);
      Autograd.backward(Operations.sum(Operations.square(logits)), manager.create(1f));
    }
    NDArray gradient = Autograd.gradient(table);
    assertThat(gradient.get(0).toFloatArray()).containsOnly(0);
    assertThat(gradient.get(7).toFloatArray()).doesNotContain(0);
  }

  @Test
  void refusesTokensAndLengthsThatItDoesNotKnow() {
    Model model = model(SMALL.formatted(""));
    TensorBatch batch = batch(4);
    batch.keys()[1] = 77;
    batch.tensor(0).setAtIndex(ValueLayout.JAVA_LONG, (4 + 2) * 2, 20);
    assertThatThrownBy(() -> model.checkValues(batch))
        .hasMessage(
            "the sample with key 77 has the token 20, but the model's tokens go from 0 to 19"
                + " (model.config.vocab_size: 20)");
    ModelInput input = model.inputs().getFirst();
    assertThatThrownBy(() -> model.checkSize(input, batch(7).specifications().getFirst()))
        .hasMessage(
            "the texts have 7 tokens, but the model takes 6"
                + " (model.config.max_position_embeddings)");
    model.checkSize(input, batch(6).specifications().getFirst());
    model.checkValues(batch(6));
  }

  private static TensorBatch batch(long length) {
    TensorBatch batch =
        new TensorBatch(
            List.of(new TensorSpecification("text", TensorDataType.INT64, List.of(length, 2L))), 2);
    batch.setSize(2);
    return batch;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "heads": 2       | "heads": 3                       | model.config.dim: must be a multiple of heads, 3, but is 8
          "heads": 2       | "heads": 2, "dropout": 1         | model.config.dropout: must be below 1, but is 1.0
          "num_classes": 3 | "num_clases": 3                  | model.config.num_clases: unknown field; did you mean "num_classes"?
          """)
  void saysWhatIsWrong(String part, String replacement, String message) {
    String configuration = SMALL.formatted("").replace(part, replacement);
    assertThatThrownBy(() -> model(configuration)).hasMessageContaining(message);
  }

  private Model model(String configuration) {
    return Models.read("ArticleNet", configuration)
        .create(new ModelContext(manager, Device.CPU, 1));
  }

  private float[] logits(Model model, long... tokensAndMask) {
    return forward(model, tokensAndMask).toFloatArray();
  }

  private NDArray forward(Model model, long... tokensAndMask) {
    NDArray data = manager.create(tokensAndMask, new Shape(1, tokensAndMask.length / 2, 2));
    return model.forward(new BatchInputs(Map.of("data", data), new long[1], 1)).logits();
  }
}
