package org.modyn.ml.userfunction;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorSpecification;

/** One sample's place in a batch, for a {@link BytesParserFunction} to fill. */
public final class TensorRow {
  private final TensorBatch batch;
  private final int row;

  public TensorRow(TensorBatch batch, int row) {
    this.batch = requireNonNull(batch, "batch is null");
    this.row = Objects.checkIndex(row, batch.capacity());
  }

  /**
   * Sets an element, converted to the tensor's type as a cast does.
   *
   * @param tensor the tensor's place in {@link BytesParserFunction#tensors}
   * @param element its place in the sample's memory, dimensions in their order
   * @throws IndexOutOfBoundsException when there is no such tensor or element
   */
  public void set(int tensor, long element, double value) {
    TensorSpecification specification = batch.specifications().get(tensor);
    long index = index(specification, element);
    MemorySegment memory = batch.tensor(tensor);
    switch (specification.dataType()) {
      case FLOAT32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
      case FLOAT64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
      default -> set(tensor, element, (long) value);
    }
  }

  /** Sets an element; as the other method, exact for all integers. */
  public void set(int tensor, long element, long value) {
    TensorSpecification specification = batch.specifications().get(tensor);
    long index = index(specification, element);
    MemorySegment memory = batch.tensor(tensor);
    switch (specification.dataType()) {
      case FLOAT32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
      case FLOAT64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, index, (double) value);
      case INT64 -> memory.setAtIndex(ValueLayout.JAVA_LONG, index, value);
      case INT32 -> memory.setAtIndex(ValueLayout.JAVA_INT, index, (int) value);
      case INT16 -> memory.setAtIndex(ValueLayout.JAVA_SHORT, index, (short) value);
      case INT8, UINT8 -> memory.set(ValueLayout.JAVA_BYTE, index, (byte) value);
      case BOOL -> memory.set(ValueLayout.JAVA_BYTE, index, (byte) (value == 0 ? 0 : 1));
    }
  }

  private long index(TensorSpecification specification, long element) {
    long elements = specification.elementsPerSample();
    return row * elements + Objects.checkIndex(element, elements);
  }
}
