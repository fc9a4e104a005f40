package org.modyn.ml.parser;

import java.lang.foreign.ValueLayout;
import org.modyn.common.error.ModynException;
import org.modyn.ml.image.ImageDecoder;
import org.modyn.ml.image.ImageShape;

/** Images that are samples, encoded as PNG, JPEG and so on. */
record EncodedSource(ImageShape shape) implements PixelSource {
  @Override
  public Reader open() {
    ImageDecoder decoder = new ImageDecoder(shape.channels());
    return (samples, index, target) -> {
      byte[] bytes =
          samples
              .bytes()
              .asSlice(samples.offset(index), samples.length(index))
              .toArray(ValueLayout.JAVA_BYTE);
      String sample = "the sample with key " + samples.key(index);
      decoder.decode(bytes, sample, target);
      shape
          .size()
          .filter(size -> size.height() != target.height() || size.width() != target.width())
          .ifPresent(
              size -> {
                throw ModynException.invalidArgument(
                    "%s is an image of height %d and width %d, but bytes_parser_function says %s",
                    sample, target.height(), target.width(), size);
              });
    };
  }
}
