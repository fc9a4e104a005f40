package org.modyn.ml.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The engine's operations that are layers of neural networks or their activations. They follow the
 * conventions of {@link Operations}: the manager of the first operand owns the result.
 */
public final class LayerOperations {
  private static final double LEAK = 0.01;
  private static final Shape NO_PADDING = new Shape(0, 0);

  private LayerOperations() {}

  /** {@code input [.., in] x weight [out, in]^T + bias [out]}. */
  public static NDArray linear(NDArray input, NDArray weight, NDArray bias) {
    assert SimulatedDevices.areTogether(input, weight);
    return JniUtils.linear(pt(input), pt(weight), pt(bias));
  }

  /**
   * The rows of {@code table [rows, columns]} with these numbers: {@code [..., columns]}.
   *
   * @param sparse whether the table's gradient holds only the rows that were asked for
   */
  public static NDArray embedding(NDArray rows, NDArray table, boolean sparse) {
    assert SimulatedDevices.areTogether(rows, table);
    return JniUtils.embedding(pt(rows), pt(table), sparse);
  }

  /**
   * The cross-correlation of {@code input [batch, in, height, width]} with {@code weight [out, in /
   * groups, height, width]}.
   *
   * @param bias {@code [out]}, or null
   */
  public static NDArray convolution(
      NDArray input,
      NDArray weight,
      NDArray bias,
      Shape stride,
      Shape padding,
      Shape dilation,
      int groups) {
    assert SimulatedDevices.areTogether(input, weight);
    return JniUtils.convolution(pt(input), pt(weight), pt(bias), stride, padding, dilation, groups);
  }

  /** See {@code torch.nn.functional.batch_norm}; in training it moves the running statistics. */
  public static NDArray batchNorm(
      NDArray input,
      NDArray runningMean,
      NDArray runningVariance,
      NDArray weight,
      NDArray bias,
      boolean training,
      double momentum,
      double epsilon) {
    assert SimulatedDevices.areTogether(input, runningMean);
    assert SimulatedDevices.areTogether(input, weight);
    return JniUtils.batchNorm(
        pt(input),
        pt(runningMean),
        pt(runningVariance),
        pt(weight),
        pt(bias),
        training,
        momentum,
        epsilon);
  }

  /** See {@code torch.nn.functional.layer_norm}. */
  public static NDArray layerNorm(
      NDArray input, Shape shape, NDArray weight, NDArray bias, double epsilon) {
    assert SimulatedDevices.areTogether(input, weight);
    return JniUtils.layerNorm(pt(input), shape, pt(weight), pt(bias), epsilon);
  }

  public static NDArray maxPool(NDArray input, Shape kernel, Shape stride, Shape padding) {
    return JniUtils.maxPool(pt(input), kernel, stride, padding, false);
  }

  public static NDArray averagePool(NDArray input, Shape kernel, Shape stride) {
    return JniUtils.avgPool(pt(input), kernel, stride, NO_PADDING, false, true);
  }

  public static NDArray relu(NDArray array) {
    return JniUtils.relu(pt(array));
  }

  /** {@code x} where it is positive, else {@code x / 100}. */
  public static NDArray leakyRelu(NDArray array) {
    return JniUtils.leakyRelu(pt(array), LEAK);
  }

  public static NDArray gelu(NDArray array) {
    return JniUtils.gelu(pt(array));
  }

  public static NDArray sigmoid(NDArray array) {
    return JniUtils.sigmoid(pt(array));
  }

  public static NDArray tanh(NDArray array) {
    return JniUtils.tanh(pt(array));
  }

  /** {@code log(1 + exp(x))}, without overflow. */
  public static NDArray softPlus(NDArray array) {
    return JniUtils.softPlus(pt(array));
  }

  /** The softmax over one dimension. */
  public static NDArray softmax(NDArray array, int dimension) {
    return JniUtils.softmax(pt(array), dimension, array.getDataType());
  }

  /** The logarithm of the softmax over one dimension. */
  public static NDArray logSoftmax(NDArray array, int dimension) {
    return JniUtils.logSoftmax(pt(array), dimension, array.getDataType());
  }

  private static PtNDArray pt(NDArray array) {
    return (PtNDArray) array;
  }
}
