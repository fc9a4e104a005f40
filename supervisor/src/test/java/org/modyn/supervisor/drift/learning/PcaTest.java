package org.modyn.supervisor.drift.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.supervisor.drift.Features;
import org.modyn.supervisor.drift.GoldenWindows;

class PcaTest {
  /** Of scikit-learn's PCA in evidently.json. */
  @ParameterizedTest
  @MethodSource("org.modyn.supervisor.drift.GoldenWindows#all")
  void coordinatesAreThoseOfScikitLearn(GoldenWindows windows) {
    windows
        .expected()
        .get("pca")
        .properties()
        .forEach(
            entry -> {
              if (!entry.getValue().isNull()) {
                Pca pca = Pca.fit(windows.reference(), Integer.parseInt(entry.getKey()));
                assertCoordinates(pca.project(windows.current()), entry.getValue().get("current"));
              }
            });
  }

  private static void assertCoordinates(Matrix actual, JsonNode expected) {
    double greatest = 1;
    for (JsonNode row : expected) {
      for (JsonNode coordinate : row) {
        greatest = Math.max(greatest, Math.abs(coordinate.doubleValue()));
      }
    }
    assertThat(actual.rows()).isEqualTo(expected.size());
    for (int column = 0; column < actual.columns(); column++) {
      double[] coordinates = actual.column(column);
      for (int row = 0; row < coordinates.length; row++) {
        assertThat(coordinates[row])
            .isCloseTo(expected.get(row).get(column).doubleValue(), within(1e-9 * greatest));
      }
    }
  }

  /** Components are orthonormal and span the samples: coordinates keep their distances. */
  @Property(tries = 50)
  void allComponentsKeepDistances(
      @ForAll @IntRange(min = 2, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 12) int columns,
      @ForAll long seed) {
    Features samples = normal(rows, columns, seed);
    Matrix original = Matrix.of(samples);
    Matrix projected = Pca.fit(samples, Math.min(rows, columns)).project(samples);
    for (int row = 1; row < rows; row++) {
      assertThat(distance(projected, row)).isCloseTo(distance(original, row), within(1e-9));
    }
  }

  private static double distance(Matrix samples, int row) {
    double sum = 0;
    for (int column = 0; column < samples.columns(); column++) {
      double difference = samples.column(column)[0] - samples.column(column)[row];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  @Test
  void componentsBeyondTheSpanOfTheSamplesAreZero() {
    Features constant = Features.of(new float[] {1, 5, 7, 2, 5, 7, 4, 5, 7}, 3);
    Matrix projected = Pca.fit(constant, 3).project(normal(4, 3, 1));
    assertThat(projected.column(0)).doesNotContain(0);
    assertThat(projected.column(1)).containsOnly(0);
    assertThat(projected.column(2)).containsOnly(0);
  }

  @Test
  void thereAreNoMoreComponentsThanSamplesOrFeatures() {
    assertThatThrownBy(() -> Pca.fit(normal(2, 5, 1), 3))
        .hasMessage(
            "3 principal components need at least as many samples and features, but the reference"
                + " window has 2 samples of 5 features");
    assertThatThrownBy(() -> Pca.fit(normal(9, 2, 1), 3)).hasMessageContaining("2 features");
  }

  private static Features normal(int rows, int columns, long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * columns];
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) random.nextGaussian();
    }
    return Features.of(values, columns);
  }
}
