package org.modyn.ml.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.function.BuiltinFunctions;
import org.modyn.ml.random.SampleRandom;

final class PixelTransformsTest {
  /** Pads smaller images, then cuts from {@code round((length - crop) / 2)}, half to even. */
  @Property(tries = 200)
  void cropsTheCenter(
      @ForAll @IntRange(min = 1, max = 6) int height,
      @ForAll @IntRange(min = 1, max = 6) int width,
      @ForAll @IntRange(min = 1, max = 6) int cropHeight,
      @ForAll @IntRange(min = 1, max = 6) int cropWidth) {
    int[] pixels = IntStream.rangeClosed(1, height * width * 3).toArray();
    int[] result =
        transform(
            "CenterCrop((%d, %d))".formatted(cropHeight, cropWidth), height, width, 3, pixels);
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
          assertThat(result[(y * cropWidth + x) * 3 + channel])
              .isEqualTo(inside ? (fromY * width + fromX) * 3 + channel + 1 : 0);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          transforms.Pad(1, fill=9)                            | 9 9 9 9 9 9 1 2 3 9 9 9 9 9 9
          transforms.Pad((1, 0))                               | 0 1 2 3 0
          transforms.Pad((1, 0, 0, 1))                         | 0 1 2 3 0 0 0 0
          transforms.Pad((2, 0), padding_mode='edge')          | 1 1 1 2 3 3 3
          transforms.Pad((3, 0), padding_mode='reflect')       | 2 3 2 1 2 3 2 1 2
          transforms.Pad((4, 0), padding_mode='symmetric')     | 3 3 2 1 1 2 3 3 2 1 1
          transforms.Pad((0, 1), padding_mode='reflect')       | 1 2 3 1 2 3 1 2 3
          """)
  void pads(String text, String expected) {
    assertThat(
            Arrays.stream(transform(text, 1, 3, 1, 1, 2, 3))
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(" ")))
        .isEqualTo(expected);
  }

  /** The values of Pillow's {@code convert("L")} for orange and blue. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = "1 | 79 29\n3 | 79 79 79 29 29 29")
  void makesColoursGrey(int channels, String expected) {
    assertThat(
            Arrays.stream(transform("Grayscale(" + channels + ")", 1, 2, 3, 128, 64, 32, 0, 0, 255))
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(" ")))
        .isEqualTo(expected);
  }

  private static int[] transform(String text, int height, int width, int channels, int... pixels) {
    ImageShape shape = new ImageShape(Optional.of(new ImageSize(height, width)), channels);
    PixelTransform transform =
        PixelTransforms.create(shape, BuiltinFunctions.TRANSFORMATIONS.read(text));
    PixelBuffer input = new PixelBuffer();
    input.start(height, width, channels);
    for (int index = 0; index < pixels.length; index++) {
      input.bytes()[index] = (byte) pixels[index];
    }
    PixelBuffer output = new PixelBuffer();
    transform.apply(input, output, new SampleRandom(0));
    assertThat(transform.output().size()).contains(new ImageSize(output.height(), output.width()));
    assertThat(transform.output().channels()).isEqualTo(output.channels());
    return IntStream.range(0, output.length())
        .map(index -> Byte.toUnsignedInt(output.bytes()[index]))
        .toArray();
  }
}
