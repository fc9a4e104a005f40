package org.modyn.ml.parser;

import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleBatch;
import org.modyn.ml.image.ImageShape;
import org.modyn.ml.image.PixelBuffer;

/** The source of the images of an {@link ImageParser}. Immutable. */
interface PixelSource {
  /** The properties that all images have in common. */
  ImageShape shape();

  /** Reads images, on one thread. */
  Reader open();

  @FunctionalInterface
  interface Reader {
    /**
     * Reads the image of a sample.
     *
     * @throws ModynException INVALID_ARGUMENT, naming the sample's key, when it is not an image of
     *     {@link #shape}
     */
    void read(SampleBatch samples, int index, PixelBuffer target);
  }
}
