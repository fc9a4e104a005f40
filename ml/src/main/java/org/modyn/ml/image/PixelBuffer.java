package org.modyn.ml.image;

/**
 * An image in memory: 8 bits a channel, rows from the top, pixels from the left, channels last.
 * Meant to be used again and again: it grows to the largest image that it has held.
 *
 * <p>Not safe for concurrent use.
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

  /** Exchanges the images of two buffers, without a copy. */
  public void swap(PixelBuffer other) {
    byte[] otherBytes = other.bytes;
    int otherHeight = other.height;
    int otherWidth = other.width;
    int otherChannels = other.channels;
    other.bytes = bytes;
    other.height = height;
    other.width = width;
    other.channels = channels;
    bytes = otherBytes;
    height = otherHeight;
    width = otherWidth;
    channels = otherChannels;
  }

  /** The pixels, at least {@link #length} bytes, to read and to write. */
  public byte[] bytes() {
    return bytes;
  }

  /** Only of an image of at least one pixel. */
  public ImageSize size() {
    return new ImageSize(height, width);
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
