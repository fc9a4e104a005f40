package org.modyn.ml.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.parser.RecordSamples;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.userfunction.UserCode;

final class InputPipelineTest {
  private static final String TO_TENSOR = "transforms.ToTensor()";

  /** The range that MNIST has in PyTorch's own example: -0.4242 to 2.8215. */
  @Test
  void normalizesMnistAsTorchvision() {
    InputPipeline input =
        pipeline(image(1, 3, 1), TO_TENSOR, "transforms.Normalize((0.1307,), (0.3081,))");
    assertThat(input.tensors())
        .containsExactly(
            new TensorSpecification("data", TensorDataType.FLOAT32, List.of(1L, 1L, 3L)));
    assertThat(floats(input, new byte[] {0, (byte) 255, 51}))
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
    InputPipeline input =
        pipeline(
            image(1, 2, 3),
            "transforms.Compose([transforms.ToTensor(),"
                + " transforms.Normalize(mean=[0, 0.5, 1], std=[1, 0.5, 0.25])])");
    assertThat(floats(input, new byte[] {0, 0, 0, (byte) 255, (byte) 255, (byte) 255}))
        .containsExactly(0, 1, -1, 1, -4, 0);
  }

  @Test
  void normalizesTensors() {
    InputPipeline input =
        pipeline(
            "Record([Field('data', 'float32', shape=[1, 1, 2])])",
            "transforms.ConvertImageDtype(torch.float32)",
            "transforms.Normalize([1], [2])");
    byte[] sample =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(5).putFloat(-1).array();
    assertThat(floats(input, sample)).containsExactly(2, -1);
  }

  @Test
  void normalizesTheChannelsOfSeveralFrames() {
    InputPipeline input =
        pipeline(
            "Record([Field('data', 'float32', shape=[2, 2, 1, 1])])",
            "transforms.Normalize([1, 2], [1, 2])");
    ByteBuffer sample = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    sample.putFloat(1).putFloat(2).putFloat(3).putFloat(4);
    assertThat(floats(input, sample.array())).containsExactly(0, 0, 2, 1);
  }

  @Test
  void scalesWhenItConverts() {
    InputPipeline input = pipeline(image(1, 1, 2), "transforms.ConvertImageDtype(torch.float)");
    assertThat(floats(input, new byte[] {(byte) 255, 51})).containsExactly(1, 0.2f);
  }

  @Test
  void changesPixelsBeforeTheyAreTensors() {
    InputPipeline input =
        pipeline(
            image(1, 2, 3), "transforms.Grayscale()", "transforms.Pad((1, 0, 0, 0))", TO_TENSOR);
    assertThat(input.parser().tensors())
        .containsExactly(
            new TensorSpecification("data", TensorDataType.UINT8, List.of(1L, 3L, 1L)));
    // the values of Pillow's convert("L") for orange and blue
    assertThat(floats(input, new byte[] {(byte) 128, 64, 32, 0, 0, (byte) 255}))
        .containsExactly(0, 79 / 255f, 29 / 255f);
  }

  @Test
  void leavesSamplesWithoutTransformations() {
    InputPipeline input = pipeline("Record([Field('a', 'float32'), Field('b', 'int64')])");
    assertThat(input.tensors()).isEqualTo(input.parser().tensors()).hasSize(2);
    Map<String, NDArray> arrays = Map.of();
    assertThat(input.transform(arrays)).isSameAs(arrays);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          transforms.Normalize((1,), (1,))       | transformations: Normalize needs float32 or float64 [batch, channels, height, width], but gets data: uint8 [batch, 2, 2, 3]; transforms.ToTensor() makes it
          transforms.Compose([transforms.ToTensor(), transforms.ToTensor()]) | transformations: ToTensor needs an image, uint8 [batch, height, width, channels], but gets data: float32 [batch, 3, 2, 2]
          transforms.Compose([transforms.ToTensor(), transforms.Normalize((1,), (0,))]) | transformations: Normalize: std: a deviation is 0
          transforms.Compose([transforms.ToTensor(), transforms.Normalize((1, 2), (1,))]) | transformations: Normalize: mean: has 2 numbers, but samples have 3 channels
          transforms.Pad(1, fill=256)            | transformations: Pad: fill: expected at most 255, but got 256
          transforms.Grayscale(2)                | transformations: Grayscale: num_output_channels: expected 1 or 3, but got 2
          transforms.CenterCrop((3000000, 3000000)) | transformations: CenterCrop: size: at most 32767 pixels, but got 3000000
          transforms.Compose([transforms.Pad(1), transforms.Normalize((1,), (1,))]) | transformations: Normalize needs a tensor, but gets images; transforms.ToTensor() makes tensors of them
          transforms.Compose([transforms.ToTensor(), transforms.ConvertImageDtype(torch.int64)]) | transformations: ConvertImageDtype: dtype: float32 cannot represent the values of int64 distinctly
          transforms.CenterCrop((32767, 32767))  | transformations: the images are too large: data: uint8 [batch, 32767, 32767, 3]
          """)
  void refusesWhatDoesNotFit(String text, String message) {
    assertThatThrownBy(() -> pipeline(image(2, 2, 3), text))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  @Test
  void refusesSamplesThatAreNoImages() {
    assertThatThrownBy(
            () -> pipeline("Record([Field('a', 'float32'), Field('b', 'float32')])", TO_TENSOR))
        .hasMessage(
            "transformations: they need one tensor a sample, but bytes_parser_function makes 2");
    assertThatThrownBy(() -> pipeline("Record([Field('a', 'float32')])", "transforms.Pad(1)"))
        .hasMessageStartingWith("transformations: Pad needs images, uint8")
        .hasMessageEndingWith("but bytes_parser_function makes a: float32 [batch, 1]");
  }

  @Test
  void refusesTensorsThatTheEngineDoesNotHave() {
    String source =
        """
        public List<TensorSpecification> tensors() {
          return List.of(new TensorSpecification("data", TensorDataType.INT16, List.of(1L)));
        }
        public void parse(ByteBuffer sample, TensorRow row) {}
        """;
    assertThatThrownBy(() -> pipeline(source))
        .hasMessage(
            "bytes_parser_function: the tensor data: int16 [batch, 1] cannot be loaded: the engine"
                + " has no int16; use int32");
  }

  @Test
  void namesTheFieldOfAParserThatIsWrong() {
    assertThatThrownBy(() -> pipeline("Recrod()"))
        .hasMessageStartingWith("bytes_parser_function: unknown bytes parser \"Recrod\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transforms.ConvertImageDtype(torch.float16)",
        "transforms.Compose([transforms.ToTensor(), transforms.CenterCrop(1)])"
      })
  void refusesWhatDoesNotRunHere(String text) {
    assertThatThrownBy(() -> pipeline(image(2, 2, 3), text))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.UNIMPLEMENTED))
        .hasMessageContaining("is not supported");
  }

  @Test
  void makesOneSizeOfImagesOfAnySize() {
    assertThat(pipeline("Image('RGB')", "transforms.RandomResizedCrop(8)", TO_TENSOR).tensors())
        .containsExactly(
            new TensorSpecification("data", TensorDataType.FLOAT32, List.of(3L, 8L, 8L)));
    assertThat(pipeline("Image('L')", "transforms.Resize(9)", "transforms.CenterCrop(8)").tensors())
        .containsExactly(
            new TensorSpecification("data", TensorDataType.UINT8, List.of(8L, 8L, 1L)));
    for (String transformation : List.of("transforms.Resize(9)", "transforms.Pad(1)", TO_TENSOR)) {
      assertThatThrownBy(() -> pipeline("Image('RGB')", transformation))
          .hasMessageContaining("Image: images may differ in their size");
      assertThat(InputPipeline.lacksImageSize("Image('RGB')", List.of(transformation))).isTrue();
      assertThat(InputPipeline.lacksImageSize("Image('L', 9, 9)", List.of(transformation)))
          .isFalse();
    }
    assertThat(InputPipeline.lacksImageSize("Image('L')", List.of("transforms.CenterCrop(8)")))
        .isFalse();
    assertThat(InputPipeline.lacksImageSize("Utf8()", List.of())).isFalse();
    assertThatThrownBy(() -> pipeline("Image('RGB')"))
        .hasMessageStartingWith("bytes_parser_function: Image: images may differ in their size");
  }

  private static InputPipeline pipeline(String parser, String... transformations) {
    return InputPipeline.create(parser, List.of(transformations), UserCode.withoutPlugins());
  }

  private static String image(int height, int width, int channels) {
    return String.format(
        Locale.ROOT,
        "Record([Field('data', 'uint8', dtype='uint8', shape=[%d, %d, %d])])",
        height,
        width,
        channels);
  }

  /** Two rows of the same sample; the second one's result. */
  private static float[] floats(InputPipeline input, byte[] sample) {
    TensorBatch batch = new TensorBatch(input.parser().tensors(), 2);
    try (RecordSamples samples = new RecordSamples(sample)) {
      samples.parse(input.parser(), 0, 1, batch, 0);
      samples.parse(input.parser(), 0, 1, batch, 1);
    }
    TensorSpecification loaded = input.parser().tensors().getFirst();
    TensorSpecification transformed = input.tensors().getFirst();
    try (NDManager manager = TestEngine.load().newManager(Device.CPU)) {
      NDArray array = Device.CPU.upload(manager, batch.tensor(0), loaded.dataType(), shape(loaded));
      NDArray result = input.transform(Map.of("data", array)).get("data");
      assertThat(result.getShape()).isEqualTo(shape(transformed));
      return result.get(1).flatten().toFloatArray();
    }
  }

  private static Shape shape(TensorSpecification tensor) {
    Shape shape = new Shape(2);
    for (long size : tensor.shape()) {
      shape = shape.add(size);
    }
    return shape;
  }
}
