package org.modyn.ml.model.vision;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.modyn.ml.nn.BatchNorm2d;
import org.modyn.ml.nn.Conv2d;
import org.modyn.ml.nn.Initialization;
import org.modyn.ml.nn.Layer;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Sequential;
import org.modyn.ml.tensor.LayerOperations;
import org.modyn.ml.tensor.Operations;

/**
 * A block of a {@link ResidualNetwork}: {@code relu(branch(x) + shortcut(x))}. The branch is a
 * chain of normalized convolutions with ReLUs between; the shortcut is the input itself, or, where
 * the shape changes, a normalized convolution of one pixel.
 *
 * <p>The parts are {@code conv1}, {@code bn1}, {@code conv2}, ... and {@code downsample}.
 */
final class ResidualBlock extends Layer {
  /**
   * The shape of a block.
   *
   * @param inputs channels of the input
   * @param channels the number of channels that the width of the branch is derived from
   * @param stride of the block; 1 preserves height and width
   * @param dilation of the convolutions of 3 x 3 pixels
   */
  record Geometry(long inputs, long channels, long stride, long dilation) {}

  /** How the branch is built. */
  enum Kind {
    /** Two convolutions of 3 x 3 pixels (He et al., arXiv:1512.03385, figure 5 left). */
    BASIC(1),
    /**
     * Convolutions of 1, 3 x 3 and 1 pixels (figure 5 right), the stride in the second, as
     * torchvision has it.
     */
    BOTTLENECK(4);

    private final int expansion;

    Kind(int expansion) {
      this.expansion = expansion;
    }

    /** Channels of a block's output. */
    long outputs(long channels) {
      return channels * expansion;
    }

    private List<Conv2d.Geometry> branch(Geometry block, ResNetOptions options) {
      long outputs = outputs(block.channels);
      if (this == BASIC) {
        return List.of(
            Conv2d.Geometry.of(block.inputs, outputs, 3, block.stride, 1),
            Conv2d.Geometry.of(outputs, outputs, 3, 1, 1));
      }
      int groups = options.groups();
      long width = block.channels * options.widthPerGroup() / 64 * groups;
      return List.of(
          Conv2d.Geometry.of(block.inputs, width, 1, 1, 0),
          new Conv2d.Geometry(
              width, width, 3, block.stride, block.dilation, block.dilation, groups),
          Conv2d.Geometry.of(width, outputs, 1, 1, 0));
    }
  }

  private final List<Conv2d> convolutions = new ArrayList<>();
  private final List<BatchNorm2d> normalizations = new ArrayList<>();
  private final Sequential shortcut;

  ResidualBlock(ModelContext context, Kind kind, Geometry geometry, ResNetOptions options) {
    super(context);
    for (Conv2d.Geometry convolution : kind.branch(geometry, options)) {
      int number = convolutions.size() + 1;
      convolutions.add(child("conv" + number, convolution(context, convolution)));
      normalizations.add(
          child("bn" + number, normalization(context, kind, number, convolution, options)));
    }
    long outputs = kind.outputs(geometry.channels);
    shortcut =
        geometry.stride == 1 && geometry.inputs == outputs
            ? null
            : child("downsample", downsample(context, geometry, outputs));
  }

  /** Normal with variance {@code 2 / fan out} (He et al., arXiv:1502.01852, section 2.2). */
  static Conv2d convolution(ModelContext context, Conv2d.Geometry geometry) {
    return Conv2d.withoutBias(
        context, geometry, Initialization.normal(Math.sqrt(2.0 / geometry.fanOut())));
  }

  private static BatchNorm2d normalization(
      ModelContext context,
      Kind kind,
      int number,
      Conv2d.Geometry convolution,
      ResNetOptions options) {
    boolean last = number == (kind == Kind.BASIC ? 2 : 3);
    return new BatchNorm2d(
        context,
        convolution.outputs(),
        last && options.zeroInitResidual() ? Initialization.zeros() : Initialization.ones());
  }

  private static Sequential downsample(ModelContext context, Geometry geometry, long outputs) {
    return new Sequential(
        context,
        List.of(
            convolution(
                context, Conv2d.Geometry.of(geometry.inputs, outputs, 1, geometry.stride, 0)),
            new BatchNorm2d(context, outputs)));
  }

  @Override
  public NDArray forward(NDArray input) {
    NDArray output = input;
    for (int index = 0; index < convolutions.size(); index++) {
      if (index > 0) {
        output = LayerOperations.relu(output);
      }
      output = normalizations.get(index).forward(convolutions.get(index).forward(output));
    }
    NDArray added = shortcut == null ? input : shortcut.forward(input);
    return LayerOperations.relu(Operations.add(output, added));
  }
}
