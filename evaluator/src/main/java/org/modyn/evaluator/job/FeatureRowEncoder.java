package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.proto.evaluator.FeatureRows;

/**
 * Encodes the feature vectors of batches as messages of about a megabyte, and finds the samples
 * that were left out.
 */
final class FeatureRowEncoder {
  /** A row of 16 MiB. */
  static final int MAXIMUM_COLUMNS = 1 << 22;

  /** A message, unless a single row is larger. */
  static final int MESSAGE_BYTES = 1 << 20;

  private static final ValueLayout.OfFloat LITTLE_ENDIAN =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final long[] keys;
  private final Consumer<FeatureRows> target;
  private int position;

  /**
   * @param keys of all samples, in the order in which their batches are added
   */
  FeatureRowEncoder(long[] keys, Consumer<FeatureRows> target) {
    this.keys = requireNonNull(keys, "keys is null");
    this.target = requireNonNull(target, "target is null");
  }

  /**
   * Encodes the features of a batch.
   *
   * @param features float32 {@code [batch, columns]} in the machine's byte order
   * @throws ModynException FAILED_PRECONDITION when a row has more than {@value #MAXIMUM_COLUMNS}
   *     values
   */
  void add(TensorBatch batch, MemorySegment features, int columns) {
    if (columns > MAXIMUM_COLUMNS) {
      throw ModynException.failedPrecondition(
          "an embedding of the model has %,d values, but features have at most %,d",
          columns, MAXIMUM_COLUMNS);
    }
    int rowsPerMessage = Math.max(1, MESSAGE_BYTES / (columns * Float.BYTES));
    for (int from = 0; from < batch.size(); from += rowsPerMessage) {
      int to = Math.min(batch.size(), from + rowsPerMessage);
      FeatureRows.Builder message =
          FeatureRows.newBuilder()
              .setColumns(columns)
              .setValues(encode(features, (long) from * columns, (to - from) * columns));
      for (int row = from; row < to; row++) {
        skipTo(batch.keys()[row], message);
      }
      target.accept(message.build());
    }
  }

  /** Ends the rows; the samples after the last one were left out. */
  void end() {
    if (position < keys.length) {
      FeatureRows.Builder message = FeatureRows.newBuilder();
      for (; position < keys.length; position++) {
        message.addSkippedKeys(keys[position]);
      }
      target.accept(message.build());
    }
  }

  private void skipTo(long key, FeatureRows.Builder message) {
    for (; position < keys.length && keys[position] != key; position++) {
      message.addSkippedKeys(keys[position]);
    }
    if (position == keys.length) {
      throw new IllegalStateException("the loader has changed the order at key " + key);
    }
    position++;
  }

  private static ByteString encode(MemorySegment features, long from, int values) {
    byte[] bytes = new byte[values * Float.BYTES];
    MemorySegment.copy(
        features,
        ValueLayout.JAVA_FLOAT_UNALIGNED,
        from * Float.BYTES,
        MemorySegment.ofArray(bytes),
        LITTLE_ENDIAN,
        0,
        values);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }
}
