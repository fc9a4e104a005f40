package org.modyn.ml.transform;

import java.util.Arrays;
import java.util.List;
import org.modyn.common.function.Arguments;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * The middle of an image {@code [height, width, channels]}, as torchvision's {@code CenterCrop}: an
 * odd rest is halved to the even number, and smaller images get a black border, whose odd rest is
 * at the bottom and right.
 */
final class CenterCrop implements Transformation {
  private final TensorSpecification output;
  private final int height;
  private final int width;
  private final int channels;
  private final int cropHeight;
  private final int cropWidth;
  private final int top;
  private final int left;

  CenterCrop(TensorSpecification input, Arguments arguments) {
    height = Math.toIntExact(input.shape().get(0));
    width = Math.toIntExact(input.shape().get(1));
    channels = Math.toIntExact(input.shape().get(2));
    List<Long> size = arguments.wholes("size");
    cropHeight = Math.toIntExact(size.getFirst());
    cropWidth = Math.toIntExact(size.getLast());
    top = start(height, cropHeight);
    left = start(width, cropWidth);
    output =
        new TensorSpecification(
            input.name(),
            input.dataType(),
            List.of((long) cropHeight, (long) cropWidth, (long) channels));
  }

  /** Where the crop begins; negative when it begins before the image. */
  private static int start(int length, int cropLength) {
    return cropLength > length
        ? -((cropLength - length) / 2)
        : (int) Math.rint((length - cropLength) / 2.0);
  }

  @Override
  public TensorSpecification output() {
    return output;
  }

  @Override
  public void apply(float[] input, float[] output) {
    Arrays.fill(output, 0);
    int firstColumn = Math.max(0, left);
    int columns = Math.min(width, left + cropWidth) - firstColumn;
    for (int y = Math.max(0, top); y < Math.min(height, top + cropHeight); y++) {
      System.arraycopy(
          input,
          (y * width + firstColumn) * channels,
          output,
          ((y - top) * cropWidth + firstColumn - left) * channels,
          columns * channels);
    }
  }
}
