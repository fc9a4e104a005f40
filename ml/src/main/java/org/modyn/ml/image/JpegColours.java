package org.modyn.ml.image;

/**
 * From the components of JPEG pixels to red, green and blue, in the 16-bit fixed point in which
 * libjpeg has the equations of JFIF, and with Pillow's way from CMYK: {@code (255 - C) (255 - K) /
 * 255}. Components of CMYK are inverted in the file, as Adobe writes them.
 */
final class JpegColours {
  private static final int ONE_HALF = 1 << 15;
  private static final int CR_TO_RED = fixed(1.40200);
  private static final int CB_TO_BLUE = fixed(1.77200);
  private static final int CR_TO_GREEN = fixed(0.71414);
  private static final int CB_TO_GREEN = fixed(0.34414);

  private JpegColours() {}

  private static int fixed(double value) {
    return (int) (value * 65_536 + 0.5);
  }

  /**
   * Converts pixels.
   *
   * @param components those of {@code colours}, pixel after pixel
   * @param count the number of pixels
   * @param target red, green and blue
   */
  static void toRgb(JpegHeader.Colours colours, byte[] components, int count, byte[] target) {
    switch (colours) {
      case GREY -> {
        for (int pixel = 0; pixel < count; pixel++) {
          byte value = components[pixel];
          target[3 * pixel] = value;
          target[3 * pixel + 1] = value;
          target[3 * pixel + 2] = value;
        }
      }
      case RGB -> System.arraycopy(components, 0, target, 0, 3 * count);
      case YCBCR -> {
        for (int pixel = 0; pixel < count; pixel++) {
          int luma = components[3 * pixel] & 0xff;
          int blue = (components[3 * pixel + 1] & 0xff) - 128;
          int red = (components[3 * pixel + 2] & 0xff) - 128;
          target[3 * pixel] = (byte) clamp(luma + redOffset(red));
          target[3 * pixel + 1] = (byte) clamp(luma + greenOffset(blue, red));
          target[3 * pixel + 2] = (byte) clamp(luma + blueOffset(blue));
        }
      }
      case CMYK -> {
        for (int pixel = 0; pixel < count; pixel++) {
          int key = components[4 * pixel + 3] & 0xff;
          for (int channel = 0; channel < 3; channel++) {
            target[3 * pixel + channel] = withKey(components[4 * pixel + channel] & 0xff, key);
          }
        }
      }
      case YCCK -> {
        for (int pixel = 0; pixel < count; pixel++) {
          int luma = components[4 * pixel] & 0xff;
          int blue = (components[4 * pixel + 1] & 0xff) - 128;
          int red = (components[4 * pixel + 2] & 0xff) - 128;
          int key = components[4 * pixel + 3] & 0xff;
          target[3 * pixel] = withKey(255 - clamp(luma + redOffset(red)), key);
          target[3 * pixel + 1] = withKey(255 - clamp(luma + greenOffset(blue, red)), key);
          target[3 * pixel + 2] = withKey(255 - clamp(luma + blueOffset(blue)), key);
        }
      }
    }
  }

  private static int redOffset(int red) {
    return CR_TO_RED * red + ONE_HALF >> 16;
  }

  private static int greenOffset(int blue, int red) {
    return -CB_TO_GREEN * blue - CR_TO_GREEN * red + ONE_HALF >> 16;
  }

  private static int blueOffset(int blue) {
    return CB_TO_BLUE * blue + ONE_HALF >> 16;
  }

  private static int clamp(int value) {
    return Math.clamp(value, 0, 255);
  }

  /**
   * One channel of {@code (255 - C) (255 - K) / 255}, of components that are inverted in the file.
   * Pillow subtracts {@code C (255 - K) / 255}, rounded, from {@code 255 - K}.
   */
  private static byte withKey(int invertedColour, int invertedKey) {
    int product = (255 - invertedColour) * invertedKey + 128;
    return (byte) (invertedKey - ((product >> 8) + product >> 8));
  }
}
