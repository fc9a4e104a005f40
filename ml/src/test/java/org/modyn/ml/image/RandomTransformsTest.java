package org.modyn.ml.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.function.BuiltinFunctions;
import org.modyn.ml.random.SampleRandom;
import org.modyn.ml.testing.GoldenFile;

/** What random transformations draw. */
final class RandomTransformsTest {
  private static final int DRAWS = 20_000;

  /** Kolmogorov's distance that uniform draws exceed in one of a thousand cases. */
  private static final double LARGEST_DISTANCE = 1.95 / Math.sqrt(DRAWS);

  private static final ImageShape ANY_SIZE = new ImageShape(Optional.empty(), 1);

  private final Region part = new Region();
  private final SampleRandom random = new SampleRandom(5);

  /** Of a large image, every part that these ranges allow fits, so that nothing is drawn again. */
  @Test
  void partsHaveTheDistributionsOfTorchvision() {
    RandomResizedCrop transform =
        resizedCrop("RandomResizedCrop(8, scale=(0.1, 0.3), ratio=(0.5, 2))");
    int edge = 30_000;
    double[] areas = new double[DRAWS];
    double[] ratios = new double[DRAWS];
    double[] tops = new double[DRAWS];
    double[] lefts = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      random.start(0, draw);
      transform.draw(edge, edge, random, part);
      areas[draw] = (double) part.height() * part.width() / edge / edge;
      ratios[draw] = Math.log((double) part.width() / part.height());
      tops[draw] = (double) part.top() / (edge - part.height());
      lefts[draw] = (double) part.left() / (edge - part.width());
    }
    assertUniform(areas, 0.1, 0.3);
    assertUniform(ratios, -Math.log(2), Math.log(2));
    assertUniform(tops, 0, 1);
    assertUniform(lefts, 0, 1);
    assertThat(correlation(areas, ratios)).isBetween(-0.03, 0.03);
    assertThat(correlation(tops, lefts)).isBetween(-0.03, 0.03);
  }

  @Test
  void partsLieWithinSmallImages() {
    RandomResizedCrop transform = resizedCrop("RandomResizedCrop(8)");
    for (int height = 1; height < 20; height++) {
      for (int width = 1; width < 20; width++) {
        random.start(height, width);
        transform.draw(height, width, random, part);
        assertThat(part.height()).isPositive();
        assertThat(part.width()).isPositive();
        assertThat(part.top()).isBetween(0, height - part.height());
        assertThat(part.left()).isBetween(0, width - part.width());
      }
    }
  }

  static Stream<JsonNode> middles() {
    return GoldenFile.elements(
        GoldenFile.read(RandomTransformsTest.class, "transforms.json").get("middles"))
        .stream();
  }

  @ParameterizedTest
  @MethodSource("middles")
  void theMiddleIsLeftWhenNoPartFits(JsonNode test) {
    RandomResizedCrop transform = resizedCrop(test.get("call").asText());
    random.start(0, 1);
    transform.draw(test.get("height").asInt(), test.get("width").asInt(), random, part);
    JsonNode expected = test.get("part");
    assertThat(new int[] {part.top(), part.left(), part.height(), part.width()})
        .containsExactly(
            expected.get(0).asInt(),
            expected.get(1).asInt(),
            expected.get(2).asInt(),
            expected.get(3).asInt());
  }

  @Test
  void cropsLieAnywhereWithTheSameProbability() {
    PixelTransform transform = create("RandomCrop((3, 2))");
    PixelBuffer input = new PixelBuffer();
    input.start(5, 4, 1);
    for (int index = 0; index < input.length(); index++) {
      input.bytes()[index] = (byte) index;
    }
    // three rows and three columns may be the first one
    int[] counts = new int[input.length()];
    apply(transform, input, output -> counts[output.bytes()[0]]++);
    int positions = 0;
    for (int index = 0; index < counts.length; index++) {
      boolean possible = index / 4 < 3 && index % 4 < 3;
      positions += possible ? 1 : 0;
      assertThat(counts[index] / (double) DRAWS)
          .isBetween(possible ? 1 / 9.0 - 0.01 : 0, possible ? 1 / 9.0 + 0.01 : 0);
    }
    assertThat(positions).isEqualTo(9);
  }

  @Test
  void mirrorsAsOftenAsAskedTo() {
    PixelTransform transform = create("RandomHorizontalFlip(p=0.3)");
    PixelBuffer input = new PixelBuffer();
    input.start(1, 2, 1);
    input.bytes()[1] = 1;
    int[] mirrored = new int[1];
    apply(transform, input, output -> mirrored[0] += output.bytes()[0]);
    assertThat(mirrored[0] / (double) DRAWS).isBetween(0.29, 0.31);
  }

  private static void apply(
      PixelTransform transform, PixelBuffer input, Consumer<PixelBuffer> check) {
    PixelWorkspace workspace = new PixelWorkspace(3);
    PixelBuffer output = new PixelBuffer();
    for (int key = 0; key < DRAWS; key++) {
      workspace.random().start(1, key);
      transform.apply(input, output, workspace);
      check.accept(output);
    }
  }

  private static void assertUniform(double[] values, double from, double to) {
    DoubleUnaryOperator share = value -> (value - from) / (to - from);
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double distance = 0;
    for (int index = 0; index < sorted.length; index++) {
      double expected = share.applyAsDouble(sorted[index]);
      distance = Math.max(distance, Math.abs(expected - (double) index / sorted.length));
      distance = Math.max(distance, Math.abs(expected - (index + 1.0) / sorted.length));
    }
    assertThat(distance).isLessThan(LARGEST_DISTANCE);
  }

  private static double correlation(double[] left, double[] right) {
    double leftMean = Arrays.stream(left).average().orElseThrow();
    double rightMean = Arrays.stream(right).average().orElseThrow();
    double product = 0;
    double leftSquares = 0;
    double rightSquares = 0;
    for (int index = 0; index < left.length; index++) {
      product += (left[index] - leftMean) * (right[index] - rightMean);
      leftSquares += (left[index] - leftMean) * (left[index] - leftMean);
      rightSquares += (right[index] - rightMean) * (right[index] - rightMean);
    }
    return product / Math.sqrt(leftSquares * rightSquares);
  }

  private static RandomResizedCrop resizedCrop(String call) {
    return (RandomResizedCrop) create(call);
  }

  private static PixelTransform create(String call) {
    return PixelTransforms.create(ANY_SIZE, BuiltinFunctions.TRANSFORMATIONS.read(call));
  }
}
