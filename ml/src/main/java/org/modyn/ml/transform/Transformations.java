package org.modyn.ml.transform;

import java.util.ArrayList;
import java.util.List;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.UserFunctions;
import org.modyn.ml.parser.BytesParser;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * Makes a parser of a parser and the {@code transformations} of a pipeline file, in torchvision's
 * call syntax. {@code ToTensor}, {@code Normalize}, {@code ConvertImageDtype}, {@code CenterCrop},
 * {@code Pad}, {@code Grayscale} and {@code Compose} run; the others are checked, but refused.
 */
public final class Transformations {
  private Transformations() {}

  /**
   * @param texts as {@code transforms.Normalize((0.1307,), (0.3081,))}, in their order; none leave
   *     the parser as it is
   * @param parser of one tensor, uint8 or float32, when there are transformations
   * @throws ModynException INVALID_ARGUMENT for a text that is no transformation, or one that does
   *     not fit its input; UNIMPLEMENTED for one that cannot run here, both with its name
   */
  public static BytesParser apply(List<String> texts, BytesParser parser) {
    List<Arguments> calls = UserFunctions.readTransformations(texts);
    if (calls.isEmpty()) {
      return parser;
    }
    if (parser.tensors().size() != 1) {
      throw ModynException.invalidArgument(
          "transformations: they need one tensor a sample, but bytes_parser_function makes %d",
          parser.tensors().size());
    }
    TensorSpecification current = parser.tensors().getFirst();
    if (current.dataType() != TensorDataType.UINT8
        && current.dataType() != TensorDataType.FLOAT32) {
      throw ModynException.invalidArgument(
          "transformations: they need a tensor of uint8 or float32, but bytes_parser_function makes"
              + " %s",
          current);
    }
    List<Transformation> steps = new ArrayList<>();
    for (Arguments call : calls) {
      Transformation step = step(current, call);
      steps.add(step);
      current = step.output();
    }
    return new TransformingParser(parser, steps);
  }

  private static Transformation step(TensorSpecification input, Arguments call) {
    try {
      Transformation step = create(input, call);
      // its values are to fit in an array
      Math.toIntExact(step.output().elementsPerSample());
      return step;
    } catch (ModynException e) {
      throw new ModynException(e.category(), "transformations: " + e.getMessage(), e);
    } catch (ArithmeticException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "transformations: " + call.function() + ": too large an image: " + input,
          e);
    }
  }

  private static Transformation create(TensorSpecification input, Arguments call) {
    return switch (call.function()) {
      case "ToTensor" -> new ToTensor(input);
      case "Normalize" -> new Normalize(input, call);
      case "ConvertImageDtype" -> new ConvertImageDtype(input, call);
      case "CenterCrop" -> new CenterCrop(image(input, call), call);
      case "Pad" -> new Pad(image(input, call), call);
      case "Grayscale" -> new Grayscale(image(input, call), call);
      default ->
          throw ModynException.unimplemented(
              "the transformation %s is not supported yet", call.function());
    };
  }

  private static TensorSpecification image(TensorSpecification input, Arguments call) {
    if (input.dataType() != TensorDataType.UINT8 || input.shape().size() != 3) {
      throw ModynException.unimplemented(
          "%s is not supported yet for %s, only for images, before transforms.ToTensor()",
          call.function(), input);
    }
    return input;
  }
}
