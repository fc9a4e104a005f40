package org.modyn.ml.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.ml.settings.Settings;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.testing.TestEngine;

/** The expected values are what PyTorch 2.13.0 in Python computes for the same inputs. */
final class LossesTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager("cpu");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void binaryCrossEntropyEqualsTorch() {
    check(
        "BCEWithLogitsLoss",
        "",
        binaryOutputs(),
        new long[] {0, 1, 0, 1, 0, 1, 1},
        new float[] {1, 2, 0.5f, 1, 3, 0.25f, 1},
        new float[] {0, 3.04858732f, 0.474076986f, 0.693147182f, 0.825939417f, 0.0181499291f, 0},
        0.722842991f,
        1.08682466f,
        new float[] {
          0, -0.136082023f, 0.0539343841f, -0.0714285746f, 0.0803109333f, -0.00256946264f, 0
        });
  }

  @Test
  void binaryCrossEntropyWithAPositiveWeightEqualsTorch() {
    check(
        "BCEWithLogitsLoss",
        "{\"pos_weight\": [3]}",
        binaryOutputs(),
        new long[] {0, 1, 0, 1, 0, 1, 1},
        new float[] {1, 2, 0.5f, 1, 3, 0.25f, 1},
        new float[] {0, 9.14576149f, 0.474076986f, 2.07944155f, 0.825939417f, 0.0544497892f, 0},
        1.79709566f,
        2.63993526f,
        new float[] {
          0, -0.40824607f, 0.0539343841f, -0.214285731f, 0.0803109333f, -0.00770837953f, 0
        });
  }

  @Test
  void crossEntropyEqualsTorch() {
    check(
        "CrossEntropyLoss",
        "{\"label_smoothing\": 0}",
        manager.create(
            new float[] {1, 2, 3, 100, -100, 0, 0, 0, 0, -1, 0.5f, 0.25f}, new Shape(4, 3)),
        new long[] {0, 1, 2, 1},
        new float[] {1, 2, 0.5f, 1},
        new float[] {2.40760589f, 200, 1.09861231f, 0.694112182f},
        51.0500832f,
        89.7002258f,
        new float[] {
          -0.227492362f,
          0.0611821227f,
          0.166310251f,
          0.25f,
          -0.25f,
          0,
          0.0833333284f,
          0.0833333284f,
          -0.166666672f,
          0.0278643649f,
          -0.125120565f,
          0.0972561985f
        });
  }

  private NDArray binaryOutputs() {
    return manager.create(new float[] {-200, -3, -0.5f, 0, 0.25f, 4, 200});
  }

  private void check(
      String name,
      String configuration,
      NDArray outputs,
      long[] labels,
      float[] weights,
      float[] perSample,
      float mean,
      float weightedMean,
      float[] gradient) {
    Loss loss = Losses.create(name, Settings.parse("criterion", configuration));
    NDArray targets = manager.create(labels);
    outputs.setRequiresGradient(true);
    try (GradientMode recording = GradientMode.recording()) {
      assertThat(loss.perSample(outputs, targets).toFloatArray())
          .containsExactly(perSample, within(1e-6f));
      assertThat(loss.weightedMean(outputs, targets, manager.create(weights)).getFloat())
          .isCloseTo(weightedMean, within(1e-5f));
      NDArray result = loss.mean(outputs, targets);
      assertThat(result.getFloat()).isCloseTo(mean, within(1e-5f));
      Operations.backward(result, manager.create(1f));
    }
    assertThat(Operations.gradient(outputs).toFloatArray())
        .containsExactly(gradient, within(1e-7f));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BCEWithLogitLoss  |                        | unknown optimization criterion "BCEWithLogitLoss"; did you mean "BCEWithLogitsLoss"?
          BCEWithLogitsLoss | {"pos_wight": 1}       | criterion.pos_wight: unknown key; did you mean "pos_weight"?
          BCEWithLogitsLoss | {"pos_weight": [1, 2]} | criterion.pos_weight: expected one number that is not negative, but got [1.0, 2.0]
          BCEWithLogitsLoss | {"reduction": "sum"}   | criterion.reduction: "sum" is not supported
          CrossEntropyLoss  | {"label_smoothing": 1} | criterion.label_smoothing is not supported
          """)
  void saysWhatIsWrong(String name, String configuration, String message) {
    assertThatThrownBy(
            () ->
                Losses.create(
                    name, Settings.parse("criterion", configuration == null ? "" : configuration)))
        .hasMessageContaining(message);
  }

  @Test
  void refusesOutputsAndLabelsThatDoNotFit() {
    Loss binary = Losses.create("BCEWithLogitsLoss", Settings.parse("criterion", ""));
    Loss classes = Losses.create("CrossEntropyLoss", Settings.parse("criterion", ""));
    NDArray outputs = manager.zeros(new Shape(2, 3));
    assertThatThrownBy(() -> binary.mean(outputs, manager.create(new long[] {0, 1})))
        .hasMessageContaining("BCEWithLogitsLoss needs one output a sample");
    assertThatThrownBy(() -> classes.mean(manager.zeros(new Shape(2)), manager.create(new long[2])))
        .hasMessageContaining("CrossEntropyLoss needs an output for each class");
    assertThatThrownBy(() -> classes.mean(outputs, manager.create(new long[] {0, 3})))
        .hasMessage("a sample has the label 3, but the model has 3 outputs, for the labels 0 to 2");
  }
}
