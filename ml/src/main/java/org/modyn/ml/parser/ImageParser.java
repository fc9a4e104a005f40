package org.modyn.ml.parser;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.common.sample.SampleBatch;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * {@code Image(mode="RGB", height=28, width=28)}: images in the formats of {@code javax.imageio}
 * (PNG, JPEG, GIF, BMP). The tensor is uint8 {@code [height, width, channels]}, the layout of which
 * {@code ToTensor} makes {@code [channels, height, width]}; mode {@code RGB} has three channels,
 * {@code L} (grey) one.
 *
 * <p>Modes convert as Pillow's do: grey is {@code (299 R + 587 G + 114 B) / 1000}, rounded, of
 * colours; grey images become three equal channels; transparency is dropped. PNG decodes to the
 * same values as Pillow; JPEG may differ by rounding. Unlike other parsers it creates objects a
 * sample: decoding is what costs.
 */
final class ImageParser implements BytesParser {
  private final TensorSpecification tensor;
  private final int height;
  private final int width;
  private final boolean grey;

  private ImageParser(String tensor, int height, int width, boolean grey) {
    this.tensor =
        new TensorSpecification(
            tensor, TensorDataType.UINT8, List.of((long) height, (long) width, grey ? 1L : 3L));
    this.height = height;
    this.width = width;
    this.grey = grey;
  }

  static ImageParser create(Arguments arguments) {
    for (String needed : List.of("mode", "height", "width")) {
      if (!arguments.has(needed)) {
        throw ModynException.unimplemented(
            "Image: images of different sizes or modes cannot be loaded yet; say what all images"
                + " have, as in Image(mode=\"RGB\", height=28, width=28) (%s is missing)",
            needed);
      }
    }
    return new ImageParser(
        arguments.text("tensor"),
        size(arguments, "height"),
        size(arguments, "width"),
        arguments.text("mode").equals("L"));
  }

  private static int size(Arguments arguments, String parameter) {
    long size = arguments.whole(parameter);
    if (size > Short.MAX_VALUE) {
      throw arguments.error(parameter, "at most " + Short.MAX_VALUE + ", but got " + size);
    }
    return (int) size;
  }

  @Override
  public List<TensorSpecification> tensors() {
    return List.of(tensor);
  }

  @Override
  public void parse(SampleBatch samples, int index, TensorBatch batch, int row) {
    BufferedImage image = decode(samples, index);
    if (image.getHeight() != height || image.getWidth() != width) {
      throw ModynException.invalidArgument(
          "the sample with key %d is an image of height %d and width %d, but"
              + " bytes_parser_function says height %d and width %d",
          samples.key(index), image.getHeight(), image.getWidth(), height, width);
    }
    MemorySegment target = batch.tensor(0).asSlice(row * tensor.bytesPerSample());
    if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      copyGrey(samples.key(index), image, target);
    } else {
      copyColours(image, target);
    }
  }

  private static BufferedImage decode(SampleBatch samples, int index) {
    byte[] bytes =
        samples
            .bytes()
            .asSlice(samples.offset(index), samples.length(index))
            .toArray(ValueLayout.JAVA_BYTE);
    try {
      // closes the stream, which holds nothing but memory
      BufferedImage image =
          ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)));
      if (image != null) {
        return image;
      }
    } catch (IOException | RuntimeException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "the sample with key " + samples.key(index) + " is a damaged image: " + e.getMessage(),
          e);
    }
    throw ModynException.invalidArgument(
        "the sample with key %d is no image of a known format (%s)",
        samples.key(index), String.join(", ", ImageIO.getReaderFormatNames()));
  }

  /** Reads the values themselves: {@code getRGB} would brighten them, taking them for linear. */
  private void copyGrey(long key, BufferedImage image, MemorySegment target) {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    if (raster.getDataBuffer().getDataType() != DataBuffer.TYPE_BYTE) {
      throw ModynException.unimplemented(
          "the sample with key %d is an image of %d bits a pixel; only 8 bits a channel can be"
              + " loaded",
          key, model.getPixelSize());
    }
    int bits = model.getComponentSize(0);
    int maximum = (1 << bits) - 1;
    int channels = grey ? 1 : 3;
    long element = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        byte value = (byte) (raster.getSample(x, y, 0) * 255 / maximum);
        for (int channel = 0; channel < channels; channel++) {
          target.set(ValueLayout.JAVA_BYTE, element++, value);
        }
      }
    }
  }

  private void copyColours(BufferedImage image, MemorySegment target) {
    int[] line = new int[width];
    long element = 0;
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, line, 0, width);
      for (int pixel : line) {
        int red = pixel >> 16 & 0xff;
        int green = pixel >> 8 & 0xff;
        int blue = pixel & 0xff;
        if (grey) {
          target.set(ValueLayout.JAVA_BYTE, element++, (byte) Grey.ofColour(red, green, blue));
        } else {
          target.set(ValueLayout.JAVA_BYTE, element++, (byte) red);
          target.set(ValueLayout.JAVA_BYTE, element++, (byte) green);
          target.set(ValueLayout.JAVA_BYTE, element++, (byte) blue);
        }
      }
    }
  }
}
