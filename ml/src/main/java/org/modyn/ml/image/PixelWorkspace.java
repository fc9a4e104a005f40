package org.modyn.ml.image;

import org.modyn.ml.random.SampleRandom;

/**
 * The resources of image transformations: random numbers, and memory that is reused for every
 * image.
 *
 * <p>Not safe for concurrent use.
 */
public final class PixelWorkspace {
  private final SampleRandom random;
  private final Resampler resampler = new Resampler();
  private final Region region = new Region();
  private final PixelBuffer scratch = new PixelBuffer();

  /**
   * @param seed of random transformations
   */
  public PixelWorkspace(long seed) {
    random = new SampleRandom(seed);
  }

  /** The random numbers, to be {@linkplain SampleRandom#start started} for each image. */
  public SampleRandom random() {
    return random;
  }

  Resampler resampler() {
    return resampler;
  }

  /** A part of an image, for the time of one transformation. */
  Region region() {
    return region;
  }

  /** Another image, for the time of one transformation. */
  PixelBuffer scratch() {
    return scratch;
  }
}
