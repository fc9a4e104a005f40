package org.modyn.ml.parser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.modyn.ml.image.ImageShape;
import org.modyn.ml.image.ImageSize;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * The pixels that another parser produces: one tensor of uint8 {@code [height, width, channels]}.
 *
 * @param parser of exactly such a tensor
 */
record TensorSource(BytesParser parser) implements PixelSource {
  /** Whether samples are images: uint8 {@code [height, width, channels]} with 1 or 3 channels. */
  static boolean isImage(TensorSpecification tensor) {
    return tensor.dataType() == TensorDataType.UINT8
        && tensor.shape().size() == 3
        && (tensor.shape().getLast() == 1 || tensor.shape().getLast() == 3);
  }

  @Override
  public ImageShape shape() {
    TensorSpecification tensor = parser.tensors().getFirst();
    ImageSize size =
        new ImageSize(
            Math.toIntExact(tensor.shape().get(0)), Math.toIntExact(tensor.shape().get(1)));
    return new ImageShape(Optional.of(size), Math.toIntExact(tensor.shape().get(2)));
  }

  @Override
  public Reader open() {
    SampleParser opened = parser.open(0);
    TensorBatch row = new TensorBatch(parser.tensors(), 1);
    ImageShape shape = shape();
    ImageSize size = shape.size().orElseThrow();
    return (samples, index, target) -> {
      opened.parse(samples, index, 0, row, 0);
      target.start(size.height(), size.width(), shape.channels());
      MemorySegment.copy(
          row.tensor(0), ValueLayout.JAVA_BYTE, 0, target.bytes(), 0, target.length());
    };
  }
}
