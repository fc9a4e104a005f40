package org.modyn.ml.image;

/**
 * Interpolates a JPEG component that has one row for two rows of pixels. Each row of pixels is
 * three quarters of the stored row that contains it and one quarter of the stored row next to it,
 * as the "fancy upsampling" of libjpeg-turbo computes it; upper rows round one half down, lower
 * rows round it up. libjpeg 6b, which Java uses, repeats the stored row.
 *
 * <p>Not safe for concurrent use.
 */
final class HalvedRows {
  private byte[] previous = {};

  /**
   * Replaces repeated rows by interpolated ones.
   *
   * @param pixels components of each pixel, with every stored row of {@code component} twice
   * @param components of a pixel
   * @param component the position in a pixel of the one to interpolate
   */
  void interpolate(byte[] pixels, ImageSize size, int components, int component) {
    int width = size.width();
    int stride = width * components;
    if (previous.length < width) {
      previous = new byte[width];
    }
    for (int x = 0; x < width; x++) {
      previous[x] = pixels[x * components + component];
    }
    for (int y = 0; y < size.height(); y += 2) {
      boolean hasLower = y + 1 < size.height();
      // the last stored row has no other below it
      int next = y + 2 < size.height() ? 2 * stride : 0;
      int position = y * stride + component;
      for (int x = 0; x < width; x++, position += components) {
        int stored = pixels[position] & 0xff;
        int below = pixels[position + next] & 0xff;
        pixels[position] = (byte) (3 * stored + (previous[x] & 0xff) + 1 >> 2);
        if (hasLower) {
          pixels[position + stride] = (byte) (3 * stored + below + 2 >> 2);
        }
        previous[x] = (byte) stored;
      }
    }
  }
}
