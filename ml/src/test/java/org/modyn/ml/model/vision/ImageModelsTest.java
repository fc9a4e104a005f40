package org.modyn.ml.model.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.ml.model.BatchInputs;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelInput;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.ModelOutput;
import org.modyn.ml.model.Models;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.testing.TestEngine;

/** What the golden values of {@code GoldenModelTest} do not show. */
final class ImageModelsTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Numbers that {@code torchvision} prints for {@code sum(p.numel() for p in parameters())}. */
  @ParameterizedTest
  @CsvSource({"ResNet18, 11689512", "ResNet50, 25557032", "ResNet152, 60192808"})
  void theDefaultsAreThoseOfTorchvision(String modelClass, long parameters) {
    assertThat(parameters(Models.read(modelClass, ""))).isEqualTo(parameters);
  }

  /** 7,978,856 of torchvision's densenet121 with its 1,000 classes. */
  @Test
  void theFmowNetHasTheParametersOfItsEncoder() {
    assertThat(parameters(Models.read("FmowNet", "{\"num_classes\": 1000}"))).isEqualTo(7_978_856);
  }

  private long parameters(ModelOptions options) {
    try (Model model = options.create(ModelContext.ofOutline(manager))) {
      return model.parameters().values().stream().mapToLong(NDArray::size).sum();
    }
  }

  /** Normal with variance 2 / (outputs * kernel * kernel), as torchvision's residual networks. */
  @Test
  void residualNetworksBeginAsTorchvisions() {
    Model model = model("ResNet18", "{\"num_classes\": 10}");
    assertNormal(model, "conv1.weight", Math.sqrt(2.0 / (64 * 49)));
    assertNormal(model, "layer2.0.conv1.weight", Math.sqrt(2.0 / (128 * 9)));
    assertNormal(model, "layer3.0.downsample.0.weight", Math.sqrt(2.0 / 256));
    assertNormal(model, "layer4.1.conv2.weight", Math.sqrt(2.0 / (512 * 9)));
    assertUniform(model, "fc.weight", 1 / Math.sqrt(512));
    assertThat(array(model, "layer1.1.bn2.weight")).containsOnly(1);
    assertThat(array(model, "layer1.1.bn2.bias")).containsOnly(0);
    assertThat(array(model, "layer1.1.bn2.running_var")).containsOnly(1);
  }

  @Test
  void residualBlocksBeginAsTheIdentityWhenAsked() {
    Model basic = model("ResNet18", "{\"num_classes\": 2, \"zero_init_residual\": true}");
    assertThat(array(basic, "layer1.0.bn1.weight")).containsOnly(1);
    assertThat(array(basic, "layer1.0.bn2.weight")).containsOnly(0);
    assertThat(array(basic, "layer2.0.downsample.1.weight")).containsOnly(1);
    Model bottlenecks = model("ResNet50", "{\"num_classes\": 2, \"zero_init_residual\": true}");
    assertThat(array(bottlenecks, "layer1.0.bn2.weight")).containsOnly(1);
    assertThat(array(bottlenecks, "layer1.0.bn3.weight")).containsOnly(0);
  }

  /** Normal with variance 2 / (inputs * kernel * kernel), as torchvision's dense networks. */
  @Test
  void theFmowNetBeginsAsTorchvisionsEncoder() {
    Model model = model("FmowNet", "{\"num_classes\": 100}");
    assertNormal(model, "enc.conv0.weight", Math.sqrt(2.0 / (3 * 49)));
    assertNormal(model, "enc.denseblock2.denselayer3.conv1.weight", Math.sqrt(2.0 / 192));
    assertNormal(model, "enc.denseblock4.denselayer9.conv2.weight", Math.sqrt(2.0 / (128 * 9)));
    assertNormal(model, "enc.transition1.conv.weight", Math.sqrt(2.0 / 256));
    assertUniform(model, "classifier.weight", 1 / Math.sqrt(1024));
  }

  /** Torch's own: uniform between -1 / sqrt(fan in) and that. */
  @Test
  void yearbookNetsBeginAsTorchsLayers() {
    Model model = model("YearbookNet", "{\"num_input_channels\": 3, \"num_classes\": 400}");
    assertUniform(model, "enc.0.0.weight", 1 / Math.sqrt(27));
    assertUniform(model, "enc.3.0.weight", 1 / Math.sqrt(288));
    assertUniform(model, "classifier.weight", 1 / Math.sqrt(32));
  }

  private static void assertNormal(Model model, String name, double deviation) {
    float[] values = array(model, name);
    assertThat(deviation(values)).isCloseTo(deviation, within(0.03 * deviation));
    long beyondTwo = countBeyond(values, 2 * deviation);
    assertThat((double) beyondTwo / values.length).isCloseTo(0.0455, within(0.01));
  }

  private static void assertUniform(Model model, String name, double bound) {
    float[] values = array(model, name);
    assertThat(countBeyond(values, bound)).isZero();
    assertThat(deviation(values)).isCloseTo(bound / Math.sqrt(3), within(0.06 * bound));
  }

  private static float[] array(Model model, String name) {
    return model.state().get(name).toFloatArray();
  }

  private static double deviation(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares / values.length);
  }

  private static long countBeyond(float[] values, double bound) {
    long count = 0;
    for (float value : values) {
      count += Math.abs(value) > bound ? 1 : 0;
    }
    return count;
  }

  @ParameterizedTest
  @CsvSource({"YearbookNet, 16", "SmallYearbookNet, 8"})
  void yearbookNetsRefuseImagesOfWhichNothingWouldBeLeft(String modelClass, int smallest) {
    assertSmallest(
        modelClass, "{\"num_input_channels\": 3, \"num_classes\": 2}", smallest, smallest);
  }

  @Test
  void theFmowNetRefusesImagesOfWhichNothingWouldBeLeft() {
    assertSmallest("FmowNet", "{\"num_classes\": 2}", 29, 40);
  }

  private void assertSmallest(String modelClass, String configuration, int smallest, int width) {
    Model model = model(modelClass, configuration);
    ModelOutput output = forward(model, manager.ones(new Shape(2, 3, smallest, width)));
    assertThat(output.logits().getShape()).isEqualTo(new Shape(2, 2));
    ModelInput input = model.inputs().getFirst();
    model.checkSize(input, images(smallest, width));
    assertThatThrownBy(() -> model.checkSize(input, images(width, smallest - 1)))
        .hasMessage(
            String.format(
                    Locale.ROOT,
                    "the images have %d x %d pixels, but %s needs at least %d x %d; make them"
                        + " larger, for",
                    width,
                    smallest - 1,
                    modelClass,
                    smallest,
                    smallest)
                + " example with transforms.Resize");
  }

  private static TensorSpecification images(long height, long width) {
    return new TensorSpecification(
        ModelInput.DATA, TensorDataType.FLOAT32, List.of(3L, height, width));
  }

  @Test
  void residualNetworksTakeImagesOfAnySizeAndNumberOfChannels() {
    Model model = model("ResNet18", "{\"num_classes\": 4, \"num_input_channels\": 5}");
    assertThat(model.inputs()).hasToString("[data: float32 [batch, 5, any, any]]");
    ModelOutput output = forward(model, manager.ones(new Shape(3, 5, 1, 37)));
    assertThat(output.logits().getShape()).isEqualTo(new Shape(3, 4));
    assertThat(output.embedding().getShape()).isEqualTo(new Shape(3, 512));
  }

  @Test
  void aSampleAloneCannotBeNormalized() {
    Model model = model("ResNet18", "{\"num_classes\": 2}");
    NDArray one = manager.ones(new Shape(1, 3, 32, 32));
    assertThat(forward(model, one).logits().getShape()).isEqualTo(new Shape(1, 2));
    model.setTraining(true);
    assertThatThrownBy(() -> forward(model, one))
        .hasMessageContaining(
            "a single sample, of a batch or of a device's part of it, cannot be normalized")
        .hasMessageContaining("drop_last_batch");
    forward(model, manager.ones(new Shape(1, 3, 33, 32)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ResNet18    | {"use_pretrained": true}                        | model.config.use_pretrained: nothing is downloaded: set pretrained_path to a safetensors file
          ResNet18    | {"num_class": 3}                                | model.config.num_class: unknown field; did you mean "num_classes"?
          ResNet18    | {"num_classes": 0}                              | model.config.num_classes: must be at least 1, but is 0
          ResNet18    | {"groups": 2}                                   | model.config.groups: must be 1
          ResNet18    | {"width_per_group": 128}                        | model.config.width_per_group: must be 64
          ResNet18    | {"replace_stride_with_dilation": [false, true, false]} | model.config.replace_stride_with_dilation: must be false
          ResNet50    | {"replace_stride_with_dilation": [true]}        | model.config.replace_stride_with_dilation: must have 3 items, one for each of the last three stages, but has 1
          ResNet152   | {"norm_layer": "x"}                             | model.config.norm_layer: unknown field
          YearbookNet | {"num_classes": 3}                              | model.config.num_input_channels: is required
          FmowNet     | {"num_classes": 3, "use_pretrained": true}      | model.config.use_pretrained: unknown field
          """)
  void saysWhatIsWrong(String modelClass, String configuration, String message) {
    assertThatThrownBy(() -> Models.read(modelClass, configuration)).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                    | false
          {"use_pretrained": false}                             | false
          {"pretrained_path": "/w"}                             | true
          {"use_pretrained": true, "pretrained_path": "/w"}     | true
          {"use_pretrained": false, "pretrained_path": "/w"}    | false
          """)
  void usesTheFileUnlessToldNotTo(String configuration, boolean used) {
    ModelOptions options = Models.read("ResNet50", configuration);
    assertThat(options.pretrainedWeights().map(weights -> weights.file()))
        .isEqualTo(used ? Optional.of(Path.of("/w")) : Optional.empty());
  }

  private Model model(String modelClass, String configuration) {
    return Models.read(modelClass, configuration).create(new ModelContext(manager, Device.CPU, 1));
  }

  private static ModelOutput forward(Model model, NDArray images) {
    int samples = (int) images.getShape().get(0);
    try (GradientMode off = GradientMode.off()) {
      return model.forward(new BatchInputs(Map.of("data", images), new long[samples], samples));
    }
  }
}
