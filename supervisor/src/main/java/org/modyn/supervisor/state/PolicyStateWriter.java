package org.modyn.supervisor.state;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import org.modyn.common.wire.Varints;

/**
 * Encodes the state of a triggering policy, to be read by a {@link PolicyStateReader} in the same
 * order. Integers are zigzag varints, so that small ones of either sign take one byte.
 */
public final class PolicyStateWriter {
  private static final int LONGEST_VARINT = 10;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final byte[] varint = new byte[LONGEST_VARINT];

  public PolicyStateWriter writeLong(long value) {
    int end = Varints.put(varint, 0, (value << 1) ^ (value >> 63));
    bytes.write(varint, 0, end);
    return this;
  }

  public PolicyStateWriter writeInt(int value) {
    return writeLong(value);
  }

  public PolicyStateWriter writeBoolean(boolean value) {
    bytes.write(value ? 1 : 0);
    return this;
  }

  /** Writes 8 bytes, so that the value is read without rounding. */
  public PolicyStateWriter writeDouble(double value) {
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.write((int) (bits >>> shift));
    }
    return this;
  }

  /** Writes the state of a part, with its length. */
  public PolicyStateWriter writeState(PolicyState state) {
    byte[] part = requireNonNull(state, "state is null").bytes();
    writeInt(part.length);
    bytes.write(part, 0, part.length);
    return this;
  }

  /** Returns what has been written. */
  public PolicyState toState() {
    return PolicyState.of(bytes.toByteArray());
  }
}
