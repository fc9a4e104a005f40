package org.modyn.ml.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.testing.TestEngine;

final class DropoutTest {
  private static final int ELEMENTS = 100_000;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Within five standard deviations of a binomial distribution. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void dropsAShareAndKeepsTheMean(double probability) {
    float[] masked = train(dropout(context(1), probability), ELEMENTS);
    int dropped = 0;
    for (float element : masked) {
      if (element == 0) {
        dropped++;
      } else {
        assertThat(element).isEqualTo((float) (1 / (1 - probability)));
      }
    }
    double deviation = Math.sqrt(probability * (1 - probability) / ELEMENTS);
    assertThat((double) dropped / ELEMENTS).isCloseTo(probability, within(5 * deviation));
  }

  @Test
  void aMaskBeyondTheLargestOneIsRefused() {
    NDArray broad = Operations.broadcast(manager.create(1f), new Shape(1 << 15, 1 << 15));
    assertThatThrownBy(() -> dropoutInTraining(0.5).forward(broad))
        .hasMessage(
            "the dropout mask of an array (32768, 32768) would have 1,073,741,824 elements; the"
                + " largest possible has 536,870,911, which are 2 GiB: lower training.batch_size");
  }

  private Dropout dropoutInTraining(double probability) {
    Dropout dropout = dropout(context(1), probability);
    dropout.setTraining(true);
    return dropout;
  }

  /** An element's fate says nothing about its neighbour's, and nothing about the next mask's. */
  @Test
  void elementsAreIndependent() {
    Dropout dropout = dropout(context(1), 0.5);
    float[] first = train(dropout, ELEMENTS);
    float[] second = train(dropout, ELEMENTS);
    int equalNeighbours = 0;
    int equalMasks = 0;
    for (int index = 1; index < ELEMENTS; index++) {
      equalNeighbours += first[index] == first[index - 1] ? 1 : 0;
      equalMasks += first[index] == second[index] ? 1 : 0;
    }
    double fiveDeviations = 5 * Math.sqrt(0.25 / ELEMENTS);
    assertThat((double) equalNeighbours / ELEMENTS).isCloseTo(0.5, within(fiveDeviations));
    assertThat((double) equalMasks / ELEMENTS).isCloseTo(0.5, within(fiveDeviations));
  }

  @Test
  void theGradientTakesTheSameMask() {
    Dropout dropout = dropout(context(1), 0.3);
    dropout.setTraining(true);
    NDArray input = manager.ones(new Shape(1000));
    input.setRequiresGradient(true);
    try (GradientMode recording = GradientMode.recording()) {
      NDArray output = dropout.forward(input);
      Autograd.backward(Operations.sum(output), manager.create(1f));
      assertThat(Autograd.gradient(input).toFloatArray()).containsExactly(output.toFloatArray());
    }
  }

  @Test
  void changesNothingInEvaluation() {
    ModelContext context = context(1);
    Dropout dropout = dropout(context, 0.5);
    NDArray input = manager.ones(new Shape(10));
    assertThat(dropout.forward(input)).isSameAs(input);
    dropout.setTraining(true);
    dropout.setTraining(false);
    assertThat(dropout.forward(input)).isSameAs(input);
    assertThat(context.masks().position()).isZero();
  }

  @Test
  void theSeedAndThePositionDecideTheMasks() {
    ModelContext context = context(7);
    Dropout dropout = dropout(context, 0.5);
    float[] first = train(dropout, 60);
    assertThat(context.masks().position()).isEqualTo(60);
    float[] second = train(dropout, 60);
    assertThat(second).isNotEqualTo(first);

    Dropout again = dropout(context(7), 0.5);
    assertThat(train(again, 60)).containsExactly(first);

    ModelContext resumed = context(7);
    resumed.masks().setPosition(60);
    assertThat(train(dropout(resumed, 0.5), 60)).containsExactly(second);

    assertThat(train(dropout(context(8), 0.5), 60)).isNotEqualTo(first);
  }

  /** Masks come from one sequence, however it is cut into batches. */
  @Test
  void masksFollowEachOther() {
    float[] whole = train(dropout(context(3), 0.2), 90);
    Dropout dropout = dropout(context(3), 0.2);
    assertThat(train(dropout, 50)).containsExactly(Arrays.copyOf(whole, 50));
    assertThat(train(dropout, 40)).containsExactly(Arrays.copyOfRange(whole, 50, 90));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void refusesAProbabilityThatIsNone(double probability) {
    assertThatThrownBy(() -> dropout(context(1), probability))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private ModelContext context(long seed) {
    return new ModelContext(manager, Device.CPU, seed);
  }

  private static Dropout dropout(ModelContext context, double probability) {
    return new Dropout(context, probability);
  }

  private float[] train(Dropout dropout, int elements) {
    dropout.setTraining(true);
    return dropout.forward(manager.ones(new Shape(elements))).toFloatArray();
  }
}
