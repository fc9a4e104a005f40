package org.modyn.cli.rehearsal.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;
import org.modyn.common.config.pipeline.data.SampleSource;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.UserFunctions;

/**
 * PNG images of coloured squares for {@code Image(...)}: of the size in the call, or else somewhat
 * larger than the crops of the transformations.
 */
public record ImageMaker(int height, int width, boolean grey) implements SampleMaker {
  private static final int SQUARE = 8;
  private static final int DEFAULT_SIZE = 64;

  static ImageMaker create(Arguments arguments, SampleSource source) {
    int size = sizeFor(source.transformations());
    return new ImageMaker(
        arguments.has("height") ? Math.toIntExact(arguments.whole("height")) : size,
        arguments.has("width") ? Math.toIntExact(arguments.whole("width")) : size,
        arguments.has("mode") && arguments.text("mode").equals("L"));
  }

  /**
   * The height and width, in pixels, of images that the transformations of a pipeline file can crop
   * and resize.
   */
  public static int sizeFor(List<String> transformations) {
    long largest =
        UserFunctions.readTransformations(transformations).stream()
            .filter(call -> call.has("size"))
            .flatMapToLong(call -> call.wholes("size").stream().mapToLong(size -> size))
            .max()
            .orElse(0);
    return largest == 0 ? DEFAULT_SIZE : Math.toIntExact(largest + largest / 8);
  }

  @Override
  public byte[] make(RandomGenerator random) {
    BufferedImage image =
        new BufferedImage(
            width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int top = 0; top < height; top += SQUARE) {
      for (int left = 0; left < width; left += SQUARE) {
        fill(image, top, left, random.nextInt(1 << 24));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new IllegalStateException("an image can be written to memory", e);
    }
    return bytes.toByteArray();
  }

  private void fill(BufferedImage image, int top, int left, int colour) {
    for (int y = top; y < Math.min(height, top + SQUARE); y++) {
      for (int x = left; x < Math.min(width, left + SQUARE); x++) {
        image.setRGB(x, y, colour);
      }
    }
  }

  @Override
  public FileLayout layout() {
    return new FileLayout.SingleSamples(".png");
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT, "%s images of %d x %d pixels", grey ? "grey" : "colour", height, width);
  }
}
