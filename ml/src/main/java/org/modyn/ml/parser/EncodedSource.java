package org.modyn.ml.parser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleException;
import org.modyn.ml.image.ImageDecoder;
import org.modyn.ml.image.ImageShape;
import org.modyn.ml.image.PixelBuffer;

/**
 * Samples that are encoded images, for example PNG or JPEG.
 *
 * @param upright whether images are rotated to the orientation in their Exif data
 */
record EncodedSource(ImageShape shape, boolean upright) implements PixelSource {
  @Override
  public Reader open() {
    return new Opened(shape, new ImageDecoder(shape.channels(), upright));
  }

  private static final class Opened implements Reader {
    private final ImageShape shape;
    private final ImageDecoder decoder;
    private byte[] encoded = {};

    Opened(ImageShape shape, ImageDecoder decoder) {
      this.shape = shape;
      this.decoder = decoder;
    }

    @Override
    public void read(SampleBatch samples, int index, PixelBuffer target) {
      int length = samples.length(index);
      if (encoded.length < length) {
        encoded = new byte[length];
      }
      MemorySegment.copy(
          samples.bytes(), ValueLayout.JAVA_BYTE, samples.offset(index), encoded, 0, length);
      try {
        decoder.decode(encoded, length, target);
        checkSize(target);
      } catch (ModynException e) {
        throw new SampleException(samples.key(index), e);
      }
    }

    private void checkSize(PixelBuffer image) {
      if (shape.size().isPresent() && !shape.size().get().equals(image.size())) {
        throw ModynException.invalidArgument(
            "is an image of %s, but bytes_parser_function says %s",
            image.size(), shape.size().get());
      }
    }
  }
}
