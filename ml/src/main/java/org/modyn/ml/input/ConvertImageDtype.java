package org.modyn.ml.input;

import ai.djl.ndarray.NDArray;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * To float32, with uint8 of 0 to 255 scaled to 0 to 1, as torchvision's {@code ConvertImageDtype}.
 */
final class ConvertImageDtype implements BatchTransform {
  private final TensorDataType inputType;
  private final TensorSpecification output;

  /**
   * @throws ModynException UNIMPLEMENTED for other types than float32
   */
  ConvertImageDtype(TensorSpecification input, Arguments arguments) {
    String dataType = arguments.constant("dtype");
    if (!dataType.equals("float32") && !dataType.equals("float")) {
      throw ModynException.unimplemented(
          "ConvertImageDtype to %s is not supported yet; only torch.float32 is", dataType);
    }
    inputType = input.dataType();
    output = new TensorSpecification(input.name(), TensorDataType.FLOAT32, input.shape());
  }

  @Override
  public TensorSpecification output() {
    return output;
  }

  @Override
  public NDArray apply(NDArray input) {
    if (inputType != TensorDataType.UINT8) {
      return input;
    }
    NDArray values = Operations.convert(input, TensorDataType.FLOAT32);
    Operations.divideInPlace(values, values.getManager().create(255f));
    return values;
  }
}
