package org.modyn.ml.userfunction;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * The row of one sample in a batch, which a {@link BytesParserFunction} fills. The same object is
 * reused for the next sample, so functions must not keep a reference to it.
 *
 * <p>The methods, from slowest to fastest: {@code set} converts any number, {@code setFloat} and
 * its counterparts require a tensor of their type, {@code put} copies an array, and {@code copy}
 * copies numbers from the sample without conversion, and without a loop if their byte order is that
 * of the machine.
 *
 * <p>{@code tensor} is the index of a tensor in {@link BytesParserFunction#tensors}; {@code
 * element} is the index of an element in the sample's memory, in row-major order. Methods throw
 * {@link IndexOutOfBoundsException} when there is no such tensor or element, and {@link
 * IllegalArgumentException} for a tensor of another type.
 */
public final class TensorRow {
  private final TensorDataType[] types;
  private final long[] elements;
  private TensorBatch batch;
  private int row;

  /**
   * @param tensors of all batches that the row is used with
   */
  public TensorRow(List<TensorSpecification> tensors) {
    types = tensors.stream().map(TensorSpecification::dataType).toArray(TensorDataType[]::new);
    elements = tensors.stream().mapToLong(TensorSpecification::elementsPerSample).toArray();
  }

  /** Moves to the row of another sample; for the caller of the function. */
  public void moveTo(TensorBatch batch, int row) {
    this.batch = requireNonNull(batch, "batch is null");
    this.row = Objects.checkIndex(row, batch.capacity());
  }

  /** Sets an element, converted to the tensor's type as a cast does. */
  public void set(int tensor, long element, double value) {
    long index = index(tensor, element, 1);
    MemorySegment memory = batch.tensor(tensor);
    switch (types[tensor]) {
      case FLOAT32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
      case FLOAT64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
      default -> set(tensor, element, (long) value);
    }
  }

  /** Sets an element; as the other method, exact for all integers. */
  public void set(int tensor, long element, long value) {
    long index = index(tensor, element, 1);
    MemorySegment memory = batch.tensor(tensor);
    switch (types[tensor]) {
      case FLOAT32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
      case FLOAT64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, index, (double) value);
      case INT64 -> memory.setAtIndex(ValueLayout.JAVA_LONG, index, value);
      case INT32 -> memory.setAtIndex(ValueLayout.JAVA_INT, index, (int) value);
      case INT16 -> memory.setAtIndex(ValueLayout.JAVA_SHORT, index, (short) value);
      case INT8, UINT8 -> memory.set(ValueLayout.JAVA_BYTE, index, (byte) value);
      case BOOL -> memory.set(ValueLayout.JAVA_BYTE, index, (byte) (value == 0 ? 0 : 1));
    }
  }

  /** Sets an element of a tensor of float32. */
  public void setFloat(int tensor, long element, float value) {
    checkType(tensor, TensorDataType.FLOAT32);
    batch.tensor(tensor).setAtIndex(ValueLayout.JAVA_FLOAT, index(tensor, element, 1), value);
  }

  /** Sets an element of a tensor of float64. */
  public void setDouble(int tensor, long element, double value) {
    checkType(tensor, TensorDataType.FLOAT64);
    batch.tensor(tensor).setAtIndex(ValueLayout.JAVA_DOUBLE, index(tensor, element, 1), value);
  }

  /** Sets an element of a tensor of int64. */
  public void setLong(int tensor, long element, long value) {
    checkType(tensor, TensorDataType.INT64);
    batch.tensor(tensor).setAtIndex(ValueLayout.JAVA_LONG, index(tensor, element, 1), value);
  }

  /** Sets an element of a tensor of int32. */
  public void setInt(int tensor, long element, int value) {
    checkType(tensor, TensorDataType.INT32);
    batch.tensor(tensor).setAtIndex(ValueLayout.JAVA_INT, index(tensor, element, 1), value);
  }

  /** Sets an element of a tensor of uint8 or int8 to the value's lowest 8 bits. */
  public void setByte(int tensor, long element, int value) {
    checkByteType(tensor);
    batch.tensor(tensor).set(ValueLayout.JAVA_BYTE, index(tensor, element, 1), (byte) value);
  }

  /** Copies values to consecutive elements of a tensor of float32. */
  public void put(int tensor, long element, float[] values, int from, int count) {
    checkType(tensor, TensorDataType.FLOAT32);
    long index = index(tensor, element, count);
    MemorySegment.copy(
        values, from, batch.tensor(tensor), ValueLayout.JAVA_FLOAT, index * Float.BYTES, count);
  }

  /** Copies values to consecutive elements of a tensor of float64. */
  public void put(int tensor, long element, double[] values, int from, int count) {
    checkType(tensor, TensorDataType.FLOAT64);
    long index = index(tensor, element, count);
    MemorySegment.copy(
        values, from, batch.tensor(tensor), ValueLayout.JAVA_DOUBLE, index * Double.BYTES, count);
  }

  /** Copies values to consecutive elements of a tensor of int64. */
  public void put(int tensor, long element, long[] values, int from, int count) {
    checkType(tensor, TensorDataType.INT64);
    long index = index(tensor, element, count);
    MemorySegment.copy(
        values, from, batch.tensor(tensor), ValueLayout.JAVA_LONG, index * Long.BYTES, count);
  }

  /** Copies values to consecutive elements of a tensor of int32. */
  public void put(int tensor, long element, int[] values, int from, int count) {
    checkType(tensor, TensorDataType.INT32);
    long index = index(tensor, element, count);
    MemorySegment.copy(
        values, from, batch.tensor(tensor), ValueLayout.JAVA_INT, index * Integer.BYTES, count);
  }

  /** Copies values to consecutive elements of a tensor of uint8 or int8. */
  public void put(int tensor, long element, byte[] values, int from, int count) {
    checkByteType(tensor);
    long index = index(tensor, element, count);
    MemorySegment.copy(values, from, batch.tensor(tensor), ValueLayout.JAVA_BYTE, index, count);
  }

  /**
   * Copies the next {@code count} numbers of a sample, which are of the tensor's own type, to
   * consecutive elements, and moves the sample's position behind them.
   *
   * @param sample in its byte order
   * @throws BufferUnderflowException when the sample has fewer bytes
   */
  public void copy(int tensor, long element, ByteBuffer sample, int count) {
    long index = index(tensor, element, count);
    int bytesPerElement = types[tensor].bytes();
    int bytes = Math.multiplyExact(count, bytesPerElement);
    if (bytes > sample.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer memory = batch.buffer(tensor);
    int target = Math.toIntExact(index * bytesPerElement);
    memory.put(target, sample, sample.position(), bytes);
    if (sample.order() != ByteOrder.nativeOrder()) {
      reverseBytes(memory, target, count, bytesPerElement);
    }
    sample.position(sample.position() + bytes);
  }

  private static void reverseBytes(ByteBuffer memory, int from, int count, int bytesPerElement) {
    for (int position = from;
        position < from + count * bytesPerElement;
        position += bytesPerElement) {
      switch (bytesPerElement) {
        case 2 -> memory.putShort(position, Short.reverseBytes(memory.getShort(position)));
        case 4 -> memory.putInt(position, Integer.reverseBytes(memory.getInt(position)));
        case 8 -> memory.putLong(position, Long.reverseBytes(memory.getLong(position)));
        default -> {
          return;
        }
      }
    }
  }

  private void checkType(int tensor, TensorDataType type) {
    if (types[tensor] != type) {
      throw wrongType(tensor, type.torchName());
    }
  }

  private void checkByteType(int tensor) {
    if (types[tensor] != TensorDataType.UINT8 && types[tensor] != TensorDataType.INT8) {
      throw wrongType(tensor, "uint8 or int8");
    }
  }

  private IllegalArgumentException wrongType(int tensor, String type) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT, "tensor %d is %s, not %s", tensor, types[tensor].torchName(), type));
  }

  /** The index of a row's element among the elements of the batch. */
  private long index(int tensor, long element, int count) {
    long size = elements[tensor];
    return row * size + Objects.checkFromIndexSize(element, count, size);
  }
}
