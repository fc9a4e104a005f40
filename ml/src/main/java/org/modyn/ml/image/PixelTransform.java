package org.modyn.ml.image;

import org.modyn.common.error.ModynException;

/**
 * A transformation of an image. Immutable and safe for concurrent use; each thread passes its own
 * working memory.
 */
public interface PixelTransform {
  /** The shape of the images that the step returns. */
  ImageShape output();

  /**
   * Transforms one image.
   *
   * @param input not to be changed
   * @param output to be started and filled
   * @param workspace with random numbers that were started for the image; steps draw from them in
   *     their order
   * @throws ModynException INVALID_ARGUMENT when the image does not fit: a message without subject,
   *     as {@code has only height 3 and width 4}
   */
  void apply(PixelBuffer input, PixelBuffer output, PixelWorkspace workspace);
}
