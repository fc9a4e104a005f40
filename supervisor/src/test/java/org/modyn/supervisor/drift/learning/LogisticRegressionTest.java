package org.modyn.supervisor.drift.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.supervisor.drift.GoldenWindows;

class LogisticRegressionTest {
  /** Of scikit-learn's LogisticRegression, optimized to the limit of float64, in evidently.json. */
  @ParameterizedTest
  @MethodSource("org.modyn.supervisor.drift.GoldenWindows#all")
  void probabilitiesOutOfFoldAreThoseOfScikitLearn(GoldenWindows windows) {
    windows
        .expected()
        .get("classifier")
        .properties()
        .forEach(
            entry -> {
              if (!entry.getValue().isNull()) {
                String[] foldsAndSeed = entry.getKey().split(" ");
                assertProbabilities(
                    windows,
                    StratifiedFolds.of(
                        windows.reference().rows(),
                        windows.current().rows(),
                        Integer.parseInt(foldsAndSeed[0]),
                        Long.parseLong(foldsAndSeed[1])),
                    entry.getValue().get("probabilities"));
              }
            });
  }

  private static void assertProbabilities(
      GoldenWindows windows, StratifiedFolds folds, JsonNode expected) {
    Matrix samples =
        Matrix.concatenated(Matrix.of(windows.reference()), Matrix.of(windows.current()));
    boolean[] labels = new boolean[samples.rows()];
    for (int row = windows.reference().rows(); row < labels.length; row++) {
      labels[row] = true;
    }
    for (int fold = 0; fold < folds.count(); fold++) {
      LogisticRegression regression = LogisticRegression.fit(samples, labels, folds.outside(fold));
      for (int row : folds.inside(fold)) {
        assertThat(regression.probability(samples, row))
            .isCloseTo(expected.get(row).doubleValue(), within(1e-6));
      }
    }
  }

  @Test
  void gradientAtTheMinimumIsZero() {
    Random random = new Random(1);
    int features = 4;
    double[] values = new double[200 * features];
    boolean[] labels = new boolean[200];
    for (int row = 0; row < labels.length; row++) {
      // features of scales from 1 to 1,000,000, far from 0
      for (int column = 0; column < features; column++) {
        values[row * features + column] =
            Math.pow(100, column) * (3 + random.nextGaussian() + (row % 2) * 0.5);
      }
      labels[row] = row % 2 == 1;
    }
    Matrix samples = new Matrix(values, features);
    int[] rows = IntStream.range(0, labels.length).toArray();
    LogisticRegression regression = LogisticRegression.fit(samples, labels, rows);
    double intercept = 0;
    double[] residuals = new double[labels.length];
    for (int row : rows) {
      residuals[row] = regression.probability(samples, row) - (labels[row] ? 1 : 0);
      intercept += residuals[row];
    }
    assertThat(intercept).isCloseTo(0, within(1e-6));
    for (int column = 0; column < features; column++) {
      double product = 0;
      double norm = 0;
      for (int row : rows) {
        product += residuals[row] * samples.column(column)[row];
        norm += samples.column(column)[row] * samples.column(column)[row];
      }
      // the gradient without the penalty, which is the negative weight, at most of order 1
      assertThat(product / Math.sqrt(norm)).isCloseTo(0, within(column == 0 ? 0.1 : 1e-2));
    }
  }
}
