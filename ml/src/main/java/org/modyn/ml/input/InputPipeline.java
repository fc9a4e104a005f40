package org.modyn.ml.input;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.modyn.common.error.Checks;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.FunctionKind;
import org.modyn.common.function.UserFunction.BuiltinCall;
import org.modyn.common.function.UserFunctions;
import org.modyn.ml.parser.BytesParser;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.parser.ImageParser;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.tokenizer.Tokenizer;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.userfunction.UserCode;

/**
 * Converts samples into the inputs of a model: {@code bytes_parser_function} and {@code
 * transformations} of a pipeline file.
 *
 * <p>It has two parts. {@link #parser} runs once per sample, on the loader's threads: it parses
 * bytes and transforms pixels, and fills rows of batches. {@link #transform} runs once per batch,
 * on the device of the batch's arrays, where arithmetic is cheap: {@code ToTensor}, {@code
 * ConvertImageDtype}, {@code Normalize}.
 *
 * <p>Immutable.
 */
public final class InputPipeline {
  private final BytesParser parser;
  private final List<BatchTransform> transforms;
  private final List<TensorSpecification> tensors;

  private InputPipeline(BytesParser parser, List<BatchTransform> transforms) {
    this.parser = requireNonNull(parser, "parser is null");
    parser.tensors().forEach(InputPipeline::checkType);
    this.transforms = List.copyOf(transforms);
    tensors = transforms.isEmpty() ? parser.tensors() : List.of(transforms.getLast().output());
  }

  /** Creates the pipeline for samples without texts; see the other method. */
  public static InputPipeline create(
      String bytesParser, List<String> transformations, UserCode userCode) {
    return create(
        Checks.inField(
            "bytes_parser_function",
            () -> BytesParsers.create(bytesParser, Optional.empty(), userCode)),
        transformations);
  }

  /**
   * Creates the pipeline that the fields of a pipeline file describe.
   *
   * @param bytesParser a call such as {@code Image(mode="RGB")}, or Java source, see {@link
   *     BytesParsers}
   * @param transformations calls in torchvision's syntax, for example {@code
   *     transforms.Normalize((0.1307,), (0.3081,))}, in order
   * @param tokenizer the tokenizer that converts texts into tensors, for example {@code
   *     DistilBertTokenizerTransform}
   * @throws ModynException INVALID_ARGUMENT for a text that is not such a function, or a function
   *     that does not accept the output of the previous step; UNIMPLEMENTED for a function that is
   *     not supported; NOT_FOUND without the tokenizer's file; all with the name of the field
   */
  public static InputPipeline create(
      String bytesParser,
      List<String> transformations,
      Optional<String> tokenizer,
      UserCode userCode,
      Tokenizers tokenizers) {
    Optional<Tokenizer> texts =
        tokenizer.map(text -> Checks.inField("tokenizer", () -> tokenizers.create(text)));
    return create(
        Checks.inField(
            "bytes_parser_function", () -> BytesParsers.create(bytesParser, texts, userCode)),
        transformations);
  }

  private static InputPipeline create(BytesParser parser, List<String> transformations) {
    List<Arguments> calls = UserFunctions.readTransformations(transformations);
    return calls.isEmpty()
        ? Checks.inField("bytes_parser_function", () -> of(parser))
        : Checks.inField("transformations", () -> transforming(parser, calls));
  }

  /**
   * Whether a pipeline cannot be created because neither a call of {@code Image} nor a
   * transformation defines the size of the images.
   *
   * @param bytesParser as in {@link #create}
   * @param transformations as in {@link #create}
   * @throws ModynException INVALID_ARGUMENT for texts that are not such functions, and for
   *     incompatible pixel transformations
   */
  public static boolean lacksImageSize(String bytesParser, List<String> transformations) {
    if (!(UserFunctions.read(FunctionKind.BYTES_PARSER, bytesParser)
            instanceof BuiltinCall(Arguments call)
        && call.function().equals("Image"))) {
      return false;
    }
    ImageParser images = ImageParser.create(call);
    for (Arguments transformation : ofPixels(UserFunctions.readTransformations(transformations))) {
      images = images.with(transformation);
    }
    return !images.hasSize();
  }

  /**
   * Creates a pipeline without transformations.
   *
   * @throws ModynException INVALID_ARGUMENT for images of undefined size, and for tensors of a type
   *     that the engine does not support
   */
  public static InputPipeline of(BytesParser parser) {
    return new InputPipeline(parser, List.of());
  }

  private static InputPipeline transforming(BytesParser parser, List<Arguments> calls) {
    BytesParser current = withPixelTransforms(parser, calls);
    TensorSpecification tensor = onlyTensor(current);
    checkBecomesTensor(current, calls);
    List<BatchTransform> transforms = new ArrayList<>();
    for (Arguments call : calls) {
      if (isBatchTransform(call)) {
        BatchTransform transform = batchTransform(tensor, call);
        transforms.add(transform);
        tensor = transform.output();
      } else if (!transforms.isEmpty()) {
        throw ModynException.unimplemented(
            "%s is not supported yet for %s, only for images, before transforms.ToTensor()",
            call.function(), tensor);
      }
    }
    return new InputPipeline(current, transforms);
  }

  private static void checkType(TensorSpecification tensor) {
    if (tensor.dataType() == TensorDataType.INT16) {
      throw ModynException.invalidArgument(
          "the tensor %s cannot be loaded: the engine has no int16; use int32", tensor);
    }
  }

  /** The parser with the transformations of pixels. */
  private static BytesParser withPixelTransforms(BytesParser parser, List<Arguments> calls) {
    List<Arguments> ofPixels = ofPixels(calls);
    if (ofPixels.isEmpty()) {
      return parser;
    }
    ImageParser images =
        ImageParser.of(parser)
            .orElseThrow(
                () ->
                    ModynException.invalidArgument(
                        "%s needs images, uint8 [batch, height, width, channels] with 1 or 3"
                            + " channels, but bytes_parser_function makes %s",
                        ofPixels.getFirst().function(), describe(parser.tensors())));
    for (Arguments call : ofPixels) {
      images = images.with(call);
    }
    checkSize(images);
    return images;
  }

  /** The transformations before the first one that runs once per batch. */
  private static List<Arguments> ofPixels(List<Arguments> calls) {
    return calls.stream().takeWhile(call -> !isBatchTransform(call)).toList();
  }

  private static String describe(List<TensorSpecification> tensors) {
    return tensors.stream().map(TensorSpecification::toString).collect(Collectors.joining(", "));
  }

  /** A sample must fit into an array. */
  private static void checkSize(ImageParser images) {
    TensorSpecification tensor = images.tensors().getFirst();
    if (tensor.bytesPerSample() > Integer.MAX_VALUE - 8) {
      throw ModynException.invalidArgument("the images are too large: %s", tensor);
    }
  }

  /** As in torchvision, arithmetic runs on tensors alone, and images have their channels last. */
  private static void checkBecomesTensor(BytesParser parser, List<Arguments> calls) {
    calls.stream()
        .filter(InputPipeline::isBatchTransform)
        .findFirst()
        .filter(first -> parser instanceof ImageParser && !first.function().equals("ToTensor"))
        .ifPresent(
            first -> {
              throw ModynException.invalidArgument(
                  "%s needs a tensor, but gets images; transforms.ToTensor() makes tensors of them",
                  first.function());
            });
  }

  private static TensorSpecification onlyTensor(BytesParser parser) {
    if (parser.tensors().size() != 1) {
      throw ModynException.invalidArgument(
          "they need one tensor a sample, but bytes_parser_function makes %d",
          parser.tensors().size());
    }
    TensorSpecification tensor = parser.tensors().getFirst();
    if (tensor.dataType() == TensorDataType.BOOL) {
      throw ModynException.invalidArgument(
          "they need a tensor of numbers, but bytes_parser_function makes %s", tensor);
    }
    return tensor;
  }

  private static boolean isBatchTransform(Arguments call) {
    return switch (call.function()) {
      case "ToTensor", "Normalize", "ConvertImageDtype" -> true;
      default -> false;
    };
  }

  private static BatchTransform batchTransform(TensorSpecification input, Arguments call) {
    return switch (call.function()) {
      case "ToTensor" -> new ToTensor(input);
      case "Normalize" -> new Normalize(input, call);
      case "ConvertImageDtype" -> new ConvertImageDtype(input, call);
      default -> throw new IllegalArgumentException(call.function() + " changes pixels");
    };
  }

  /**
   * The part that runs once per sample; batches contain its {@linkplain BytesParser#tensors
   * tensors}.
   */
  public BytesParser parser() {
    return parser;
  }

  /** The tensors that are passed to the model. */
  public List<TensorSpecification> tensors() {
    return tensors;
  }

  /**
   * Transforms the samples of a batch. Operations are not recorded for gradients.
   *
   * @param arrays {@code [batch, ...]} for each tensor of {@link #parser}, by name; not changed
   * @return arrays for each of {@link #tensors}, in the managers of the given ones
   */
  public Map<String, NDArray> transform(Map<String, NDArray> arrays) {
    if (transforms.isEmpty()) {
      return arrays;
    }
    String name = parser.tensors().getFirst().name();
    NDArray array = arrays.get(name);
    try (GradientMode off = GradientMode.off()) {
      for (BatchTransform transform : transforms) {
        array = transform.apply(array);
      }
    }
    Map<String, NDArray> transformed = new LinkedHashMap<>(arrays);
    transformed.put(name, array);
    return transformed;
  }
}
