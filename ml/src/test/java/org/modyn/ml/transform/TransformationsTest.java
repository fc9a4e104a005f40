package org.modyn.ml.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.BuiltinFunctions;
import org.modyn.ml.parser.BytesParser;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.parser.RecordSamples;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

final class TransformationsTest {
  private static final String TO_TENSOR = "transforms.ToTensor()";

  /** The range that MNIST has in PyTorch's own example: -0.4242 to 2.8215. */
  @Test
  void normalizesMnistAsTorchvision() {
    BytesParser parser =
        Transformations.apply(
            List.of(TO_TENSOR, "transforms.Normalize((0.1307,), (0.3081,))"), image(1, 3, 1));
    assertThat(parser.tensors())
        .containsExactly(
            new TensorSpecification("data", TensorDataType.FLOAT32, List.of(1L, 1L, 3L)));
    assertThat(floats(parser, new byte[] {0, (byte) 255, 51}))
        .containsExactly(
            (0 - 0.1307f) / 0.3081f, (1 - 0.1307f) / 0.3081f, (0.2f - 0.1307f) / 0.3081f)
        .satisfies(
            values -> {
              assertThat(values[0]).isBetween(-0.42425f, -0.42415f);
              assertThat(values[1]).isBetween(2.82145f, 2.82155f);
            });
  }

  @Test
  void movesChannelsToTheFrontAndNormalizesEach() {
    BytesParser parser =
        Transformations.apply(
            List.of(
                "transforms.Compose([transforms.ToTensor(),"
                    + " transforms.Normalize(mean=[0, 0.5, 1], std=[1, 0.5, 0.25])])"),
            image(1, 2, 3));
    assertThat(floats(parser, new byte[] {0, 0, 0, (byte) 255, (byte) 255, (byte) 255}))
        .containsExactly(0, 1, -1, 1, -4, 0);
  }

  @Test
  void normalizesTensors() {
    BytesParser parser =
        Transformations.apply(
            List.of(
                "transforms.ConvertImageDtype(torch.float32)", "transforms.Normalize([1], [2])"),
            BytesParsers.create("Record([Field('data', 'float32', shape=[1, 1, 2])])"));
    byte[] sample =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(5).putFloat(-1).array();
    assertThat(floats(parser, sample)).containsExactly(2, -1);
  }

  @Test
  void scalesWhenItConverts() {
    BytesParser parser =
        Transformations.apply(List.of("transforms.ConvertImageDtype(torch.float)"), image(1, 1, 2));
    assertThat(floats(parser, new byte[] {(byte) 255, 51})).containsExactly(1, 0.2f);
  }

  /** Pads smaller images, then cuts from {@code round((length - crop) / 2)}, half to even. */
  @Property(tries = 200)
  void cropsTheCenter(
      @ForAll @IntRange(min = 1, max = 6) int height,
      @ForAll @IntRange(min = 1, max = 6) int width,
      @ForAll @IntRange(min = 1, max = 6) int cropHeight,
      @ForAll @IntRange(min = 1, max = 6) int cropWidth) {
    TensorSpecification input =
        new TensorSpecification(
            "data", TensorDataType.UINT8, List.of((long) height, (long) width, 2L));
    CenterCrop crop =
        new CenterCrop(
            input,
            BuiltinFunctions.TRANSFORMATIONS.read(
                "CenterCrop((%d, %d))".formatted(cropHeight, cropWidth)));
    float[] pixels = new float[height * width * 2];
    for (int index = 0; index < pixels.length; index++) {
      pixels[index] = index + 1;
    }
    float[] result = new float[cropHeight * cropWidth * 2];
    crop.apply(pixels, result);
    int paddedTop = Math.max(0, Math.floorDiv(cropHeight - height, 2));
    int paddedLeft = Math.max(0, Math.floorDiv(cropWidth - width, 2));
    int top = (int) Math.rint((Math.max(height, cropHeight) - cropHeight) / 2.0);
    int left = (int) Math.rint((Math.max(width, cropWidth) - cropWidth) / 2.0);
    for (int y = 0; y < cropHeight; y++) {
      for (int x = 0; x < cropWidth; x++) {
        int fromY = y + top - paddedTop;
        int fromX = x + left - paddedLeft;
        boolean inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
        for (int channel = 0; channel < 2; channel++) {
          assertThat(result[(y * cropWidth + x) * 2 + channel])
              .isEqualTo(inside ? (fromY * width + fromX) * 2 + channel + 1 : 0);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          transforms.Pad(1, fill=9)     | 9 9 9 9 9 1 2 9 9 9 9 9
          transforms.Pad((1, 0))        | 0 1 2 0
          transforms.Pad((1, 0, 0, 1))  | 0 1 2 0 0 0
          """)
  void pads(String text, String expected) {
    BytesParser parser =
        Transformations.apply(List.of(text, "transforms.ToTensor()"), image(1, 2, 1));
    float[] pixels = floats(parser, new byte[] {1, 2});
    StringBuilder actual = new StringBuilder();
    for (float pixel : pixels) {
      actual.append(actual.isEmpty() ? "" : " ").append(Math.round(pixel * 255));
    }
    assertThat(actual).hasToString(expected);
  }

  /** The values of Pillow's {@code convert("L")} for orange and blue. */
  @Test
  void makesColoursGrey() {
    byte[] pixels = {(byte) 128, 64, 32, 0, 0, (byte) 255};
    BytesParser one =
        Transformations.apply(List.of("transforms.Grayscale()", TO_TENSOR), image(1, 2, 3));
    assertThat(floats(one, pixels)).containsExactly(79 / 255f, 29 / 255f);
    BytesParser three =
        Transformations.apply(
            List.of("transforms.Grayscale(num_output_channels=3)", TO_TENSOR), image(1, 2, 3));
    assertThat(floats(three, pixels))
        .containsExactly(79 / 255f, 29 / 255f, 79 / 255f, 29 / 255f, 79 / 255f, 29 / 255f);
  }

  @Test
  void leavesAParserWithoutTransformations() {
    BytesParser parser = image(1, 1, 1);
    assertThat(Transformations.apply(List.of(), parser)).isSameAs(parser);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          transforms.Normalize((1,), (1,))       | transformations: Normalize needs float32 [batch, channels, height, width], but gets data: uint8 [batch, 2, 2, 3]; transforms.ToTensor() makes it
          transforms.Compose([transforms.ToTensor(), transforms.ToTensor()]) | transformations: ToTensor needs an image, uint8 [batch, height, width, channels], but gets data: float32 [batch, 3, 2, 2]
          transforms.Compose([transforms.ToTensor(), transforms.Normalize((1,), (0,))]) | transformations: Normalize: std: a deviation is 0
          transforms.Compose([transforms.ToTensor(), transforms.Normalize((1, 2), (1,))]) | transformations: Normalize: mean: has 2 numbers, but samples have 3 channels
          transforms.Pad(1, fill=256)            | transformations: Pad: fill: expected at most 255, but got 256
          transforms.Grayscale(2)                | transformations: Grayscale: num_output_channels: expected 1 or 3, but got 2
          transforms.CenterCrop((3000000, 3000000)) | transformations: CenterCrop: too large an image
          """)
  void refusesWhatDoesNotFit(String text, String message) {
    assertThatThrownBy(() -> Transformations.apply(List.of(text), image(2, 2, 3)))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  @Test
  void refusesSamplesOfSeveralTensors() {
    BytesParser parser =
        BytesParsers.create("Record([Field('a', 'float32'), Field('b', 'float32')])");
    assertThatThrownBy(() -> Transformations.apply(List.of(TO_TENSOR), parser))
        .hasMessageContaining("they need one tensor a sample, but bytes_parser_function makes 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transforms.Resize(2)",
        "transforms.RandomResizedCrop(224)",
        "transforms.Pad(1, padding_mode='edge')",
        "transforms.RandomHorizontalFlip()",
        "transforms.ConvertImageDtype(torch.float64)",
        "transforms.Compose([transforms.ToTensor(), transforms.CenterCrop(1)])"
      })
  void refusesWhatDoesNotRunYet(String text) {
    assertThatThrownBy(() -> Transformations.apply(List.of(text), image(2, 2, 3)))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.UNIMPLEMENTED))
        .hasMessageContaining("is not supported yet");
  }

  private static BytesParser image(int height, int width, int channels) {
    return BytesParsers.create(
        "Record([Field('data', 'uint8', dtype='uint8', shape=[%d, %d, %d])])"
            .formatted(height, width, channels));
  }

  /** Parses the sample into the second row, twice. */
  private static float[] floats(BytesParser parser, byte[] sample) {
    TensorBatch batch = new TensorBatch(parser.tensors(), 2);
    try (RecordSamples samples = new RecordSamples(sample)) {
      parser.parse(samples.batch(), 0, batch, 1);
      parser.parse(samples.batch(), 0, batch, 1);
    }
    TensorSpecification tensor = parser.tensors().getFirst();
    return batch.tensor(0).asSlice(tensor.bytesPerSample()).toArray(ValueLayout.JAVA_FLOAT);
  }
}
