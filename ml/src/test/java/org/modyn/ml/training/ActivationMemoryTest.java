package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.testing.TestEngine;

/** Compares estimates with the sizes that follow from the shapes of the models' arrays. */
final class ActivationMemoryTest {
  @Test
  void countsTheInputAndTheOutputOfEachLayer() {
    int floats = 128 + (512 + 512) + (256 + 256) + 3;
    assertThat(of("MLP", "{\"sizes\": [128, 512, 256, 3]}", "Field('data', 'float32', count=128)"))
        .isEqualTo(new ActivationMemory(4 * floats, 4 * 512));
  }

  @Test
  void countsMasksOfDropoutAndTheirProducts() {
    int floats = 128 + 4 * 512 + 4 * 256 + 3;
    assertThat(
            of(
                "MLP",
                "{\"sizes\": [128, 512, 256, 3], \"dropout\": 0.5}",
                "Field('data', 'float32', count=128)"))
        .isEqualTo(new ActivationMemory(4 * floats, 4 * 512));
  }

  /** Four blocks of convolution, normalization, activation and pooling, with 32 channels. */
  @Test
  void countsTheArraysOfConvolutions() {
    int floats = 32 * 32;
    for (int side = 32; side > 2; side /= 2) {
      floats += 32 * (3 * side * side + side * side / 4);
    }
    ActivationMemory memory =
        of(
            "YearbookNet",
            "{\"num_input_channels\": 1, \"num_classes\": 3}",
            "Field('data', 'float32', shape=[1, 32, 32])");

    assertThat(memory.largestPerSample()).isEqualTo(4 * 32 * 32 * 32);
    // the last pooling, its views and the logits are some hundred bytes
    assertThat(memory.bytesPerSample()).isBetween(4L * floats, 4L * floats + 1024);
  }

  /** The weights of the largest table do not count. */
  @Test
  void aTableOfIdsTakesNoMemory() {
    String model =
        """
        {"num_numerical_features": 2, "categorical_features_info": {"a": 5, "b": 900000000},
         "embedding_dim": 4, "bottom_mlp_sizes": [4], "top_mlp_sizes": [1]}\
        """;
    assertThat(
            of(
                    "DLRM",
                    model,
                    "Field('numerical_input', 'float32', count=2),"
                        + " Field('categorical_input', 'int32', count=2)")
                .bytesPerSample())
        .isLessThan(1024);
  }

  @Test
  void aStepGrowsWithTheBatch() {
    ActivationMemory memory = new ActivationMemory(1_000, 100);
    assertThat(memory.bytes(1)).isEqualTo(1_250 + 200);
    assertThat(memory.bytes(64)).isEqualTo(64 * memory.bytes(1));
    assertThat(new ActivationMemory(Long.MAX_VALUE / 2, 1).bytes(Integer.MAX_VALUE))
        .isEqualTo(Long.MAX_VALUE);
  }

  private static ActivationMemory of(String model, String configuration, String fields) {
    return ActivationMemory.of(
        TestEngine.load(),
        Models.read(model, configuration),
        InputPipeline.of(BytesParsers.create("Record([" + fields + "])")));
  }
}
