package org.modyn.ml.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.BuiltinFunctions;
import org.modyn.ml.testing.GoldenFile;

/**
 * Compares with torchvision; {@code transforms.json} was made by {@code transforms.py} beside it.
 */
final class PixelTransformsTest {
  private static final JsonNode GOLDEN =
      GoldenFile.read(PixelTransformsTest.class, "transforms.json");

  private final PixelWorkspace workspace = new PixelWorkspace(0);
  private final PixelBuffer output = new PixelBuffer();

  static Stream<Arguments> cases(String group) {
    return GoldenFile.elements(GOLDEN.get(group)).stream()
        .map(test -> Arguments.of(test.get("call").asText(), test.path("input").asText(), test));
  }

  static Stream<Arguments> fixed() {
    return cases("fixed");
  }

  static Stream<Arguments> resizedCrops() {
    return cases("resized_crops");
  }

  static Stream<Arguments> crops() {
    return cases("crops");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("fixed")
  void makesThePixelsOfTorchvision(String call, String name, JsonNode test) {
    PixelBuffer input = input(test);
    for (ImageShape shape : List.of(known(input), unknown(input))) {
      PixelTransform transform = create(call, shape);
      transform.apply(input, output, workspace);
      assertOutput(test);
      assertThat(transform.output().channels()).isEqualTo(output.channels());
      if (shape.size().isPresent() || transform.output().size().isPresent()) {
        assertThat(transform.output().size()).contains(output.size());
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("resizedCrops")
  void scalesThePartThatTorchvisionScales(String call, String name, JsonNode test) {
    PixelBuffer input = input(test);
    RandomResizedCrop transform = (RandomResizedCrop) create(call, unknown(input));
    setPart(test.get("part"));
    transform.scale(input, output, workspace);
    assertOutput(test);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("crops")
  void cutsOutThePartThatTorchvisionCutsOut(String call, String name, JsonNode test) {
    PixelBuffer input = input(test);
    RandomCrop transform = (RandomCrop) create(call, known(input));
    setPart(test.get("part"));
    workspace.region().copy(transform.pad(input, workspace.scratch()), output);
    assertOutput(test);
  }

  private void setPart(JsonNode part) {
    workspace
        .region()
        .set(part.get(0).asInt(), part.get(1).asInt(), part.get(2).asInt(), part.get(3).asInt());
  }

  /** Pads smaller images, then cuts from {@code round((length - crop) / 2)}, half to even. */
  @Property(tries = 200)
  void cropsTheCenter(
      @ForAll @IntRange(min = 1, max = 6) int height,
      @ForAll @IntRange(min = 1, max = 6) int width,
      @ForAll @IntRange(min = 1, max = 6) int cropHeight,
      @ForAll @IntRange(min = 1, max = 6) int cropWidth) {
    PixelBuffer input = new PixelBuffer();
    input.start(height, width, 3);
    for (int index = 0; index < input.length(); index++) {
      input.bytes()[index] = (byte) (index + 1);
    }
    create(String.format(Locale.ROOT, "CenterCrop((%d, %d))", cropHeight, cropWidth), known(input))
        .apply(input, output, workspace);
    int paddedTop = Math.max(0, Math.floorDiv(cropHeight - height, 2));
    int paddedLeft = Math.max(0, Math.floorDiv(cropWidth - width, 2));
    int top = (int) Math.rint((Math.max(height, cropHeight) - cropHeight) / 2.0);
    int left = (int) Math.rint((Math.max(width, cropWidth) - cropWidth) / 2.0);
    for (int y = 0; y < cropHeight; y++) {
      for (int x = 0; x < cropWidth; x++) {
        int fromY = y + top - paddedTop;
        int fromX = x + left - paddedLeft;
        boolean inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
        for (int channel = 0; channel < 3; channel++) {
          assertThat(output.bytes()[(y * cropWidth + x) * 3 + channel])
              .isEqualTo((byte) (inside ? (fromY * width + fromX) * 3 + channel + 1 : 0));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Resize((5, 5), max_size=9)             | Resize: max_size: has no meaning when size is a height and a width
          Resize(5, max_size=5)                  | Resize: max_size: 5 must be above the size 5
          Resize(40000)                          | Resize: size: at most 32767 pixels, but got 40000
          RandomCrop(9)                          | has only height 8 and width 8 for a RandomCrop of height 9 and width 9; pad_if_needed=True
          RandomCrop(9, fill=(1, 2, 256))        | RandomCrop: fill: expected at most 255, but got 256
          RandomResizedCrop(9, scale=(1, 0.5))   | RandomResizedCrop: scale: expected two numbers above 0, the smaller one first
          RandomResizedCrop(9, ratio=(0, 1))     | RandomResizedCrop: ratio: expected two numbers above 0, the smaller one first
          RandomHorizontalFlip(1.5)              | RandomHorizontalFlip: p: expected a probability of 0 to 1, but got 1.5
          """)
  void refusesWhatDoesNotFit(String call, String message) {
    ImageShape shape = new ImageShape(Optional.of(new ImageSize(8, 8)), 3);
    assertThatThrownBy(() -> create(call, shape))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  @Test
  void refusesImagesThatDoNotFit() {
    PixelBuffer input = new PixelBuffer();
    input.start(8, 1, 3);
    assertThatThrownBy(
            () -> create("RandomCrop(3)", unknown(input)).apply(input, output, workspace))
        .hasMessageStartingWith("has only height 8 and width 1 for a RandomCrop");
    assertThatThrownBy(
            () -> create("Resize(30000)", unknown(input)).apply(input, output, workspace))
        .hasMessageStartingWith("would become an image of height 240000 and width 30000");
    assertThatThrownBy(
            () -> create("Resize(1, max_size=4)", unknown(input)).apply(input, output, workspace))
        .hasMessage("has edges of 1 and 8 pixels, too different for Resize");
  }

  private void assertOutput(JsonNode test) {
    JsonNode expected = test.get("output");
    assertThat(output.height()).isEqualTo(expected.get("height").asInt());
    assertThat(output.width()).isEqualTo(expected.get("width").asInt());
    assertThat(output.channels()).isEqualTo(expected.get("channels").asInt());
    byte[] pixels = GoldenFile.bytes(expected.get("pixels"));
    assertThat(output.bytes()).startsWith(pixels);
    assertThat(output.length()).isEqualTo(pixels.length);
  }

  private static PixelBuffer input(JsonNode test) {
    JsonNode image = GOLDEN.get("inputs").get(test.get("input").asText());
    PixelBuffer input = new PixelBuffer();
    input.start(
        image.get("height").asInt(), image.get("width").asInt(), image.get("channels").asInt());
    byte[] pixels = GoldenFile.bytes(image.get("pixels"));
    System.arraycopy(pixels, 0, input.bytes(), 0, pixels.length);
    return input;
  }

  private static ImageShape known(PixelBuffer image) {
    return new ImageShape(Optional.of(image.size()), image.channels());
  }

  private static ImageShape unknown(PixelBuffer image) {
    return new ImageShape(Optional.empty(), image.channels());
  }

  private static PixelTransform create(String call, ImageShape shape) {
    return PixelTransforms.create(shape, BuiltinFunctions.TRANSFORMATIONS.read(call));
  }
}
