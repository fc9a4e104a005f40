package org.modyn.ml.image;

import org.modyn.ml.random.SampleRandom;

/**
 * A step from an image to an image. Immutable, and used by many threads at a time, each with memory
 * of its own.
 */
public interface PixelTransform {
  /** What the step makes of the images that it was made for. */
  ImageShape output();

  /**
   * Transforms one image.
   *
   * @param input not to be changed
   * @param output to be started and filled
   * @param random started for the image's sample; steps draw from it in their order
   */
  void apply(PixelBuffer input, PixelBuffer output, SampleRandom random);
}
