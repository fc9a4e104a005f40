/**
 * Decoders of images, and those {@code transformations} of a pipeline file that change pixels. They
 * run once per sample, on the loader's threads. Start with {@link
 * org.modyn.ml.image.PixelTransforms}.
 */
package org.modyn.ml.image;
