package org.modyn.ml.input;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * From images, uint8 {@code [batch, height, width, channels]}, to float32 {@code [batch, channels,
 * height, width]} of 0 to 1, as torchvision's {@code ToTensor}.
 */
final class ToTensor implements BatchTransform {
  private final TensorSpecification output;

  /**
   * @throws ModynException INVALID_ARGUMENT when the input is not an image
   */
  ToTensor(TensorSpecification input) {
    if (input.dataType() != TensorDataType.UINT8 || input.shape().size() != 3) {
      throw ModynException.invalidArgument(
          "ToTensor needs an image, uint8 [batch, height, width, channels], but gets %s; leave it"
              + " out when samples are tensors already",
          input);
    }
    output =
        new TensorSpecification(
            input.name(),
            TensorDataType.FLOAT32,
            List.of(input.shape().get(2), input.shape().get(0), input.shape().get(1)));
  }

  @Override
  public TensorSpecification output() {
    return output;
  }

  @Override
  public NDArray apply(NDArray input) {
    NDArray channelsFirst = Operations.contiguousPermutation(input, 0, 3, 1, 2);
    NDArray values = Operations.convert(channelsFirst, TensorDataType.FLOAT32);
    Operations.divideInPlace(values, values.getManager().create(255f));
    return values;
  }
}
