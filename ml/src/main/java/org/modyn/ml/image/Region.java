package org.modyn.ml.image;

/**
 * A part of an image, in pixels. Can be set again, so that none is made for each image.
 *
 * <p>Not safe for concurrent use.
 */
final class Region {
  private int top;
  private int left;
  private int height;
  private int width;

  void set(int top, int left, int height, int width) {
    this.top = top;
    this.left = left;
    this.height = height;
    this.width = width;
  }

  /** The whole of an image. */
  void setWhole(PixelBuffer image) {
    set(0, 0, image.height(), image.width());
  }

  int top() {
    return top;
  }

  int left() {
    return left;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /**
   * Copies this part of an image.
   *
   * @param output to be started and filled
   */
  void copy(PixelBuffer input, PixelBuffer output) {
    output.start(height, width, input.channels());
    for (int y = 0; y < height; y++) {
      System.arraycopy(
          input.bytes(),
          (top + y) * input.stride() + left * input.channels(),
          output.bytes(),
          y * output.stride(),
          output.stride());
    }
  }
}
