package org.modyn.ml.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.modyn.common.error.ModynException;

/**
 * Converts a decoded image to pixels of 8 bits, as Pillow's {@code convert("L")} and {@code
 * convert("RGB")}: values of fewer bits are scaled; of 16 bits a channel the upper 8 count, but
 * grey of 16 bits without transparency is cut off at 255; transparency is dropped. Values of the
 * file are used unchanged: {@code BufferedImage.getRGB} would brighten grey values, because it
 * treats them as linear.
 *
 * <p>Not safe for concurrent use.
 */
final class RasterPixels {
  private int[] row = {};

  /**
   * Copies the pixels.
   *
   * @param target started, of the image's size, with 1 or 3 channels
   * @throws ModynException INVALID_ARGUMENT for other colours than grey, red-green-blue and
   *     palettes
   */
  void copy(BufferedImage image, PixelBuffer target) {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    if (row.length < image.getWidth() * bands) {
      row = new int[image.getWidth() * bands];
    }
    int[] palette = palette(model);
    boolean grey = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY && bands <= 2;
    if (palette.length == 0
        && !grey
        && (bands < 3 || model.getColorSpace().getType() != ColorSpace.TYPE_RGB)) {
      throw ModynException.invalidArgument("is an image of colours that cannot be loaded");
    }
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(0, y, image.getWidth(), 1, row);
      int position = y * target.stride();
      for (int x = 0; x < image.getWidth(); x++) {
        if (palette.length > 0) {
          int colour = palette[row[x]];
          position = put(target, position, colour >> 16, colour >> 8, colour);
        } else if (grey) {
          int value = value(row[x * bands], model.getComponentSize(0), bands == 1);
          position = put(target, position, value, value, value);
        } else {
          position =
              put(
                  target,
                  position,
                  value(row[x * bands], model.getComponentSize(0), false),
                  value(row[x * bands + 1], model.getComponentSize(1), false),
                  value(row[x * bands + 2], model.getComponentSize(2), false));
        }
      }
    }
  }

  private static int[] palette(ColorModel model) {
    if (!(model instanceof IndexColorModel indexed)) {
      return new int[0];
    }
    int[] colours = new int[Math.max(256, indexed.getMapSize())];
    indexed.getRGBs(colours);
    return colours;
  }

  private static int value(int value, int bits, boolean cutOff) {
    if (bits == 8) {
      return value;
    }
    if (bits < 8) {
      return value * 255 / ((1 << bits) - 1);
    }
    return cutOff ? Math.min(value, 255) : value >> bits - 8;
  }

  private static int put(PixelBuffer target, int position, int red, int green, int blue) {
    byte[] bytes = target.bytes();
    if (target.channels() == 1) {
      bytes[position] = Grey.ofColour((byte) red, (byte) green, (byte) blue);
      return position + 1;
    }
    bytes[position] = (byte) red;
    bytes[position + 1] = (byte) green;
    bytes[position + 2] = (byte) blue;
    return position + 3;
  }
}
