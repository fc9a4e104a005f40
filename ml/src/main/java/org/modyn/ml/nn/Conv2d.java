package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.modyn.ml.tensor.LayerOperations;

/**
 * {@code torch.nn.Conv2d} with square kernels: {@code [batch, channels, height, width]} to the same
 * with other sizes. Parameters: {@code weight [outputs, inputs / groups, kernel, kernel]} and,
 * unless left out, {@code bias [outputs]}.
 */
public final class Conv2d extends Layer {
  /**
   * The geometry of a convolution.
   *
   * @param inputs channels of the input
   * @param outputs channels of the output
   * @param kernel its height and width
   */
  public record Geometry(
      long inputs,
      long outputs,
      long kernel,
      long stride,
      long padding,
      long dilation,
      int groups) {
    /** One group, not dilated. */
    public static Geometry of(long inputs, long outputs, long kernel, long stride, long padding) {
      return new Geometry(inputs, outputs, kernel, stride, padding, 1, 1);
    }

    /** The number of inputs of an output element, which torch calls fan in. */
    public long fanIn() {
      return inputs / groups * kernel * kernel;
    }

    /** The number of outputs that an input element contributes to, which torch calls fan out. */
    public long fanOut() {
      return outputs * kernel * kernel;
    }

    Shape weightShape() {
      return new Shape(outputs, inputs / groups, kernel, kernel);
    }
  }

  private final Geometry geometry;
  private final NDArray weight;
  private final NDArray bias;
  private final Shape stride;
  private final Shape padding;
  private final Shape dilation;

  private Conv2d(ModelContext context, Geometry geometry, NDArray weight, NDArray bias) {
    super(context);
    this.geometry = geometry;
    this.weight = parameter("weight", weight);
    this.bias = bias == null ? null : parameter("bias", bias);
    stride = new Shape(geometry.stride(), geometry.stride());
    padding = new Shape(geometry.padding(), geometry.padding());
    dilation = new Shape(geometry.dilation(), geometry.dilation());
  }

  /** With torch's first weights: uniform in {@code +-1 / sqrt(fan in)}, weights and biases. */
  public static Conv2d withBias(ModelContext context, Geometry geometry) {
    Initialization initialization = Initialization.uniform(1 / Math.sqrt(geometry.fanIn()));
    return new Conv2d(
        context,
        geometry,
        context.draw(initialization, geometry.weightShape()),
        context.draw(initialization, new Shape(geometry.outputs())));
  }

  /** Without a bias, as before a normalization. */
  public static Conv2d withoutBias(
      ModelContext context, Geometry geometry, Initialization weights) {
    return new Conv2d(context, geometry, context.draw(weights, geometry.weightShape()), null);
  }

  @Override
  public NDArray forward(NDArray input) {
    NDManager scratch = input.getManager();
    return LayerOperations.convolution(
        context().lower(input, scratch),
        context().lower(weight, scratch),
        bias == null ? null : context().lower(bias, scratch),
        stride,
        padding,
        dilation,
        geometry.groups());
  }
}
