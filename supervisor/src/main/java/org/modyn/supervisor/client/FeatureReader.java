package org.modyn.supervisor.client;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.OutOfMemory;
import org.modyn.proto.evaluator.EvaluatorGrpc.EvaluatorBlockingV2Stub;
import org.modyn.proto.evaluator.FeatureRows;
import org.modyn.proto.evaluator.FeaturesRequest;
import org.modyn.supervisor.drift.Features;

/** Receives a stream of feature vectors into one matrix. */
final class FeatureReader {
  private final int samples;
  private float[] values = {};
  private int columns;
  private int rows;
  private int skipped;

  private FeatureReader(int samples) {
    this.samples = samples;
  }

  /**
   * Makes the call and receives all rows.
   *
   * @throws io.grpc.StatusRuntimeException when the call fails
   * @throws ModynException RESOURCE_EXHAUSTED when the rows do not fit into half of the heap;
   *     CANCELLED when the thread is interrupted
   */
  static Features read(EvaluatorBlockingV2Stub stub, FeaturesRequest request) {
    FeatureReader reader = new FeatureReader(request.getSamples().getKeysCount());
    BlockingClientCall<?, FeatureRows> call = stub.computeFeatures(request);
    try {
      for (FeatureRows message = call.read(); message != null; message = call.read()) {
        reader.add(message);
      }
      return reader.features();
    } catch (StatusException e) {
      throw e.getStatus().asRuntimeException(e.getTrailers());
    } catch (InterruptedException e) {
      call.cancel("interrupted", e);
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while receiving the features of samples", e);
    } catch (RuntimeException | Error e) {
      call.cancel("the features cannot be used", e);
      throw e;
    }
  }

  private void add(FeatureRows message) {
    skipped += message.getSkippedKeysCount();
    if (message.getColumns() > 0) {
      if (columns == 0) {
        start(message.getColumns());
      }
      int added = message.getValues().size() / Float.BYTES;
      if (message.getColumns() != columns
          || added % columns != 0
          || added > values.length - rows * columns) {
        throw ModynException.internal(
            "the evaluator sent %d values in rows of %d, after %d rows of %d for %d samples",
            added, message.getColumns(), rows, columns, samples);
      }
      message
          .getValues()
          .asReadOnlyByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values, rows * columns, added);
      rows += added / columns;
    }
  }

  private void start(int newColumns) {
    long bytes = (long) samples * newColumns * Float.BYTES;
    if (bytes > OutOfMemory.heapLimit() / 2
        || (long) samples * newColumns > Integer.MAX_VALUE - Long.BYTES) {
      throw new ModynException(
          ErrorCategory.RESOURCE_EXHAUSTED,
          String.format(
                  Locale.ROOT,
                  "the features of %,d samples with %,d values each take %,d MB, but the heap has"
                      + " %,d MB; lower sample_size of the trigger, or ",
                  samples,
                  newColumns,
                  OutOfMemory.megabytes(bytes),
                  OutOfMemory.megabytes(OutOfMemory.heapLimit()))
              + OutOfMemory.MORE_MEMORY);
    }
    columns = newColumns;
    values = new float[samples * newColumns];
  }

  private Features features() {
    if (rows + skipped != samples) {
      throw ModynException.internal(
          "the evaluator sent features of %d of %d samples, and skipped %d",
          rows, samples, skipped);
    }
    int length = rows * columns;
    return Features.of(
        length == values.length ? values : Arrays.copyOf(values, length), Math.max(1, columns));
  }
}
