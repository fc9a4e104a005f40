package org.modyn.ml.transform;

import java.util.Arrays;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * A border of one value around an image {@code [height, width, channels]}, as torchvision's {@code
 * Pad}: one width for all sides, two for left and right, and for top and bottom, or four for left,
 * top, right and bottom.
 */
final class Pad implements Transformation {
  private final TensorSpecification output;
  private final int inputLine;
  private final int outputLine;
  private final int start;
  private final float fill;

  /**
   * @throws ModynException UNIMPLEMENTED for another padding mode than constant; INVALID_ARGUMENT
   *     for a fill that is no pixel's value
   */
  Pad(TensorSpecification input, Arguments arguments) {
    if (!arguments.text("padding_mode").equals("constant")) {
      throw ModynException.unimplemented(
          "Pad with padding_mode \"%s\" is not supported yet; only \"constant\" is",
          arguments.text("padding_mode"));
    }
    if (arguments.whole("fill") > 255) {
      throw arguments.error("fill", "expected at most 255, but got " + arguments.whole("fill"));
    }
    fill = arguments.whole("fill");
    List<Long> padding = arguments.wholes("padding");
    long left = padding.getFirst();
    long top = padding.size() == 1 ? left : padding.get(1);
    long right = padding.size() == 4 ? padding.get(2) : left;
    long bottom = padding.size() == 4 ? padding.get(3) : top;
    long channels = input.shape().get(2);
    long height = Math.addExact(input.shape().get(0), Math.addExact(top, bottom));
    long width = Math.addExact(input.shape().get(1), Math.addExact(left, right));
    inputLine = Math.toIntExact(input.shape().get(1) * channels);
    outputLine = Math.toIntExact(Math.multiplyExact(width, channels));
    start = Math.toIntExact(Math.addExact(Math.multiplyExact(top, outputLine), left * channels));
    output =
        new TensorSpecification(input.name(), input.dataType(), List.of(height, width, channels));
  }

  @Override
  public TensorSpecification output() {
    return output;
  }

  @Override
  public void apply(float[] input, float[] output) {
    Arrays.fill(output, fill);
    for (int y = 0; y < input.length / inputLine; y++) {
      System.arraycopy(input, y * inputLine, output, start + y * outputLine, inputLine);
    }
  }
}
