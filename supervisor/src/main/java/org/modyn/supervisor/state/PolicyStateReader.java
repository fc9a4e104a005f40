package org.modyn.supervisor.state;

import static java.util.Objects.requireNonNull;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Decodes what a {@link PolicyStateWriter} has written, in the same order.
 *
 * <p>All methods throw {@link ModynException} DATA_LOSS when the state ends too early.
 */
public final class PolicyStateReader {
  private final ByteBuffer bytes;

  public PolicyStateReader(PolicyState state) {
    this.bytes = ByteBuffer.wrap(requireNonNull(state, "state is null").bytes());
  }

  public long readLong() {
    return read(
        source -> {
          long encoded = 0;
          int shift = 0;
          byte next;
          do {
            next = source.get();
            encoded |= (long) (next & 0x7F) << shift;
            shift += 7;
          } while (next < 0);
          return (encoded >>> 1) ^ -(encoded & 1);
        });
  }

  public int readInt() {
    return Math.toIntExact(readLong());
  }

  public boolean readBoolean() {
    return read(ByteBuffer::get) != 0;
  }

  public double readDouble() {
    return read(ByteBuffer::getDouble);
  }

  /** Reads the state of a part. */
  public PolicyState readState() {
    int length = readInt();
    return read(
        source -> {
          int start = source.position();
          if (length > source.remaining()) {
            throw new BufferUnderflowException();
          }
          source.position(start + length);
          return PolicyState.of(Arrays.copyOfRange(source.array(), start, start + length));
        });
  }

  private <T> T read(Function<ByteBuffer, T> function) {
    try {
      return function.apply(bytes);
    } catch (BufferUnderflowException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS, "the stored state of the triggering policy is damaged", e);
    }
  }
}
