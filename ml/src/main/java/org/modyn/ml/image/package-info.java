/**
 * Images as pixels, before they are tensors: what decodes them, and the {@code transformations} of
 * a pipeline file that torchvision applies to images. They run once a sample, on the loader's
 * threads. Start with {@link org.modyn.ml.image.PixelTransforms}.
 */
package org.modyn.ml.image;
