package org.modyn.ml.image;

/**
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 */
public record ImageSize(int height, int width) {
  public ImageSize {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("height is %d, width is %d".formatted(height, width));
    }
  }

  /** As {@code height 28 and width 32}. */
  @Override
  public String toString() {
    return "height %d and width %d".formatted(height, width);
  }
}
