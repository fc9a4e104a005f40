package org.modyn.ml.image;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The properties of all images that are known before they are read.
 *
 * @param size empty when images have different sizes
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
public record ImageShape(Optional<ImageSize> size, int channels) {
  public ImageShape {
    requireNonNull(size, "size is null");
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels is " + channels);
    }
  }

  ImageShape withSize(ImageSize size) {
    return new ImageShape(Optional.of(size), channels);
  }
}
