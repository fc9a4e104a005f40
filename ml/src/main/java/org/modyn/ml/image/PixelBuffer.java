package org.modyn.ml.image;

/**
 * An image in memory: 8 bits a channel, rows from the top, pixels from the left, channels last.
 * Meant to be used again and again: it grows to the largest image that it has held.
 *
 * <p>For one thread at a time.
 */
public final class PixelBuffer {
  private byte[] bytes = {};
  private int height;
  private int width;
  private int channels;

  /**
   * Begins another image, of undefined content.
   *
   * @throws ArithmeticException when it does not fit in an array
   */
  public void start(int height, int width, int channels) {
    int length = Math.multiplyExact(Math.multiplyExact(height, width), channels);
    if (bytes.length < length) {
      bytes = new byte[length];
    }
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  /** The pixels, at least {@link #length} bytes, to read and to write. */
  public byte[] bytes() {
    return bytes;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  public int channels() {
    return channels;
  }

  /** The bytes of a row of pixels. */
  public int stride() {
    return width * channels;
  }

  /** The bytes of the image. */
  public int length() {
    return height * width * channels;
  }
}
