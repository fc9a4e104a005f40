package org.modyn.ml.model.vision;

import ai.djl.ndarray.NDArray;
import org.modyn.ml.nn.BatchNorm2d;
import org.modyn.ml.nn.Conv2d;
import org.modyn.ml.nn.Layer;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.LayerOperations;
import org.modyn.ml.tensor.Operations;

/**
 * A layer of a {@link DenseNet}'s block: adds channels that it computes from all earlier ones to
 * these. Each half normalizes, applies a ReLU and convolves, one pixel and then 3 x 3.
 *
 * <p>The parts are {@code norm1}, {@code conv1}, {@code norm2} and {@code conv2}.
 */
final class DenseLayer extends Layer {
  private final BatchNorm2d firstNormalization;
  private final Conv2d bottleneck;
  private final BatchNorm2d secondNormalization;
  private final Conv2d convolution;

  /**
   * @param inputs channels of the input
   * @param width channels between the convolutions
   * @param growth the number of channels that the layer adds
   */
  DenseLayer(ModelContext context, long inputs, long width, long growth) {
    super(context);
    firstNormalization = child("norm1", new BatchNorm2d(context, inputs));
    bottleneck =
        child("conv1", DenseNet.convolution(context, Conv2d.Geometry.of(inputs, width, 1, 1, 0)));
    secondNormalization = child("norm2", new BatchNorm2d(context, width));
    convolution =
        child("conv2", DenseNet.convolution(context, Conv2d.Geometry.of(width, growth, 3, 1, 1)));
  }

  @Override
  public NDArray forward(NDArray input) {
    NDArray narrow = bottleneck.forward(LayerOperations.relu(firstNormalization.forward(input)));
    NDArray added = convolution.forward(LayerOperations.relu(secondNormalization.forward(narrow)));
    return Operations.concatenate(1, input, added);
  }
}
