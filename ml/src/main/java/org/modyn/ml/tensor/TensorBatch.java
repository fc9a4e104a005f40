package org.modyn.ml.tensor;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The samples of one training or evaluation step in columnar form: one contiguous array of {@code
 * [capacity, ...shape]} per tensor, and the keys, labels and, in weighted training, weights of the
 * samples. A producer fills the first rows, sets {@linkplain #setSize their number}, and passes the
 * batch to a consumer; the engine reads the memory without copying it. Batches are meant to be
 * reused.
 *
 * <p>The memory is outside the heap, in the machine's byte order, aligned to 64 bytes, and freed by
 * the garbage collector (an explicit release could free it while the engine still uses it).
 *
 * <p>Not safe for concurrent use.
 */
public final class TensorBatch {
  private static final int ALIGNMENT = 64;

  private final List<TensorSpecification> specifications;
  private final int capacity;
  private final List<MemorySegment> tensors;
  private final ByteBuffer[] buffers;
  private final long[] keys;
  private final MemorySegment labels;
  private final MemorySegment weights;
  private int size;
  private boolean weighted;

  /**
   * Allocates memory, filled with zeros.
   *
   * @param capacity the largest number of samples, at least 1
   */
  public TensorBatch(List<TensorSpecification> specifications, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity);
    }
    this.specifications = List.copyOf(specifications);
    this.capacity = capacity;
    Arena arena = Arena.ofAuto();
    tensors =
        this.specifications.stream()
            .map(
                specification ->
                    arena.allocate(
                        Math.multiplyExact(specification.bytesPerSample(), capacity), ALIGNMENT))
            .toList();
    buffers = new ByteBuffer[this.specifications.size()];
    keys = new long[capacity];
    labels = arena.allocate(Math.multiplyExact((long) Long.BYTES, capacity), ALIGNMENT);
    weights = arena.allocate(Math.multiplyExact((long) Float.BYTES, capacity), ALIGNMENT);
  }

  public List<TensorSpecification> specifications() {
    return specifications;
  }

  /** The largest number of samples. */
  public int capacity() {
    return capacity;
  }

  /** The number of samples; the rows from here on are undefined. */
  public int size() {
    return size;
  }

  /** Sets the number of filled rows. */
  public void setSize(int size) {
    if (size < 0 || size > capacity) {
      throw new IllegalArgumentException("size " + size + " of " + capacity);
    }
    this.size = size;
  }

  /**
   * Copies a sample with its key, label and weight from a batch with the same specifications, which
   * may be this one, to a row of this batch.
   */
  public void copyRow(TensorBatch source, int sourceRow, int row) {
    for (int index = 0; index < tensors.size(); index++) {
      long bytes = specifications.get(index).bytesPerSample();
      MemorySegment.copy(
          source.tensors.get(index), sourceRow * bytes, tensors.get(index), row * bytes, bytes);
    }
    keys[row] = source.keys[sourceRow];
    labels.setAtIndex(ValueLayout.JAVA_LONG, row, source.label(sourceRow));
    weights.setAtIndex(
        ValueLayout.JAVA_FLOAT, row, source.weights.getAtIndex(ValueLayout.JAVA_FLOAT, sourceRow));
  }

  /**
   * Replaces the keys, labels and weights by those of another batch, which may have other tensors.
   *
   * @param source at most as large as this batch's capacity
   */
  public void copySamples(TensorBatch source) {
    setSize(source.size);
    weighted = source.weighted;
    System.arraycopy(source.keys, 0, keys, 0, size);
    MemorySegment.copy(source.labels, 0, labels, 0, (long) size * Long.BYTES);
    MemorySegment.copy(source.weights, 0, weights, 0, (long) size * Float.BYTES);
  }

  /**
   * The memory of one tensor, all {@link #capacity} rows.
   *
   * @param index its index in {@link #specifications}
   */
  public MemorySegment tensor(int index) {
    return tensors.get(index);
  }

  /**
   * Returns an element of a tensor of any integer type.
   *
   * @param index the tensor's index in {@link #specifications}
   * @param element counted over all rows
   */
  public long integer(int index, long element) {
    MemorySegment memory = tensors.get(index);
    TensorDataType dataType = specifications.get(index).dataType();
    return switch (dataType) {
      case INT64 -> memory.getAtIndex(ValueLayout.JAVA_LONG, element);
      case INT32 -> memory.getAtIndex(ValueLayout.JAVA_INT, element);
      case INT16 -> memory.getAtIndex(ValueLayout.JAVA_SHORT, element);
      case INT8 -> memory.get(ValueLayout.JAVA_BYTE, element);
      case UINT8, BOOL -> Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, element));
      case FLOAT32, FLOAT64 ->
          throw new IllegalStateException(dataType.torchName() + " are no integers");
    };
  }

  /**
   * The memory of one tensor as a buffer in the machine's byte order, for copies between buffers.
   * It is always the same object; callers must not change its position.
   *
   * @param index its index in {@link #specifications}; the tensor has less than 2 GiB
   */
  public ByteBuffer buffer(int index) {
    ByteBuffer buffer = buffers[index];
    if (buffer == null) {
      buffer = tensors.get(index).asByteBuffer().order(ByteOrder.nativeOrder());
      buffers[index] = buffer;
    }
    return buffer;
  }

  /** The samples' keys, {@link #capacity} of them. */
  public long[] keys() {
    return keys;
  }

  /** The samples' labels: {@link #capacity} int64. */
  public MemorySegment labels() {
    return labels;
  }

  public long label(int row) {
    return labels.getAtIndex(ValueLayout.JAVA_LONG, row);
  }

  /** The samples' weights: {@link #capacity} float32; counts only when {@link #isWeighted}. */
  public MemorySegment weights() {
    return weights;
  }

  public float weight(int row) {
    return weights.getAtIndex(ValueLayout.JAVA_FLOAT, row);
  }

  /** Whether training weighs the samples of this batch. */
  public boolean isWeighted() {
    return weighted;
  }

  public void setWeighted(boolean weighted) {
    this.weighted = weighted;
  }

  /** Returns the index of a tensor in {@link #specifications}, or -1. */
  public int indexOf(String name) {
    requireNonNull(name, "name is null");
    for (int index = 0; index < specifications.size(); index++) {
      if (specifications.get(index).name().equals(name)) {
        return index;
      }
    }
    return -1;
  }
}
