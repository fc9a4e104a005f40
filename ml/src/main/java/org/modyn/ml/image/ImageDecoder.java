package org.modyn.ml.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Decodes images in the formats of {@code javax.imageio} (PNG, JPEG, GIF, BMP).
 *
 * <p>Modes convert as Pillow's do: grey is {@code (299 R + 587 G + 114 B) / 1000}, rounded, of
 * colours; grey images become three equal channels; transparency is dropped. PNG decodes to the
 * same values as Pillow; JPEG may differ by rounding.
 *
 * <p>For one thread at a time.
 */
public final class ImageDecoder {
  private final boolean grey;
  private int[] line = {};

  /**
   * @param channels of the decoded images: 1 for grey, 3 for red, green and blue
   */
  public ImageDecoder(int channels) {
    grey = channels == 1;
  }

  /**
   * Decodes one image.
   *
   * @param sample what it is, for messages: {@code the sample with key 3}
   * @throws ModynException INVALID_ARGUMENT when the bytes are no image, or a damaged one;
   *     UNIMPLEMENTED for more than 8 bits a channel
   */
  public void decode(byte[] bytes, String sample, PixelBuffer target) {
    BufferedImage image = decode(bytes, sample);
    target.start(image.getHeight(), image.getWidth(), grey ? 1 : 3);
    if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      copyGrey(image, sample, target);
    } else {
      copyColours(image, target);
    }
  }

  private static BufferedImage decode(byte[] bytes, String sample) {
    try {
      // closes the stream, which holds nothing but memory
      BufferedImage image =
          ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)));
      if (image != null) {
        return image;
      }
    } catch (IOException | RuntimeException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT, sample + " is a damaged image: " + e.getMessage(), e);
    }
    throw ModynException.invalidArgument(
        "%s is no image of a known format (%s)",
        sample, String.join(", ", ImageIO.getReaderFormatNames()));
  }

  /** Reads the values themselves: {@code getRGB} would brighten them, taking them for linear. */
  private void copyGrey(BufferedImage image, String sample, PixelBuffer target) {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    if (raster.getDataBuffer().getDataType() != DataBuffer.TYPE_BYTE) {
      throw ModynException.unimplemented(
          "%s is an image of %d bits a pixel; only 8 bits a channel can be loaded",
          sample, model.getPixelSize());
    }
    int maximum = (1 << model.getComponentSize(0)) - 1;
    int element = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        byte value = (byte) (raster.getSample(x, y, 0) * 255 / maximum);
        for (int channel = 0; channel < target.channels(); channel++) {
          target.bytes()[element++] = value;
        }
      }
    }
  }

  private void copyColours(BufferedImage image, PixelBuffer target) {
    if (line.length < image.getWidth()) {
      line = new int[image.getWidth()];
    }
    int element = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, image.getWidth(), 1, line, 0, image.getWidth());
      for (int x = 0; x < image.getWidth(); x++) {
        byte red = (byte) (line[x] >> 16);
        byte green = (byte) (line[x] >> 8);
        byte blue = (byte) line[x];
        if (grey) {
          target.bytes()[element++] = Grey.ofColour(red, green, blue);
        } else {
          target.bytes()[element++] = red;
          target.bytes()[element++] = green;
          target.bytes()[element++] = blue;
        }
      }
    }
  }
}
