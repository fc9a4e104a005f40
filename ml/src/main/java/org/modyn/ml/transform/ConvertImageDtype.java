package org.modyn.ml.transform;

import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * To float32, with uint8 of 0 to 255 scaled to 0 to 1, as torchvision's {@code ConvertImageDtype}.
 */
final class ConvertImageDtype implements Transformation {
  private final TensorSpecification output;
  private final float divisor;

  /**
   * @throws ModynException UNIMPLEMENTED for other types than float32
   */
  ConvertImageDtype(TensorSpecification input, Arguments arguments) {
    String dataType = arguments.constant("dtype");
    if (!dataType.equals("float32") && !dataType.equals("float")) {
      throw ModynException.unimplemented(
          "ConvertImageDtype to %s is not supported yet; only torch.float32 is", dataType);
    }
    output = new TensorSpecification(input.name(), TensorDataType.FLOAT32, input.shape());
    divisor = input.dataType() == TensorDataType.UINT8 ? 255 : 1;
  }

  @Override
  public TensorSpecification output() {
    return output;
  }

  @Override
  public void apply(float[] input, float[] output) {
    for (int index = 0; index < input.length; index++) {
      output[index] = input[index] / divisor;
    }
  }
}
