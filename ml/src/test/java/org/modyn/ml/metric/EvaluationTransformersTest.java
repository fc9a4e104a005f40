package org.modyn.ml.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class EvaluationTransformersTest {
  @Test
  void sigmoidKeepsTheOrder() {
    Predictions outputs =
        EvaluationTransformers.create("Sigmoid()")
            .transform(new Predictions(new float[] {0, 2, -200}, 3));
    assertThat(outputs.values()).containsExactly(new float[] {0.5f, 0.880797f, 0}, within(1e-6f));
  }

  /** The original's {@code torch.ge(torch.sigmoid(output).float(), 0.5)}: 0.5 itself is class 1. */
  @Test
  void composesTransformers() {
    Predictions outputs =
        EvaluationTransformers.create("Compose([Sigmoid(), Threshold(0.5, inclusive=True)])")
            .transform(new Predictions(new float[] {0, -1e-9f, -1e-3f, 3}, 4));
    assertThat(outputs.values()).containsExactly(1, 1, 0, 1);
  }

  @Test
  void softmaxGivesShares() {
    Predictions outputs =
        EvaluationTransformers.create("Softmax()")
            .transform(new Predictions(new float[] {0, 0, 1000, 0}, 2));
    assertThat(outputs.values()).containsExactly(0.5f, 0.5f, 1, 0);
  }

  /** As {@code torch.argmax(output, dim=-1)} does. */
  @Test
  void notANumberIsTheLargestColumn() {
    Predictions outputs =
        EvaluationTransformers.create("ArgMax()")
            .transform(new Predictions(new float[] {3, Float.NaN, 9, 1, 5, 5}, 2));
    assertThat(outputs.values()).containsExactly(1, 1);
  }
}
