package org.modyn.common.sample;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** An encoded {@code GetResponse}, created by {@link SampleEncoder}. */
public final class EncodedSamples {
  private final byte[] buffer;
  private final int length;
  private volatile boolean consumed;

  EncodedSamples(byte[] buffer, int length) {
    this.buffer = buffer;
    this.length = length;
  }

  /** Returns the size of the message in bytes. */
  public int length() {
    return length;
  }

  /** Returns a copy of the message. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, length);
  }

  /** Returns whether the transport has consumed the message, so that its buffer can be reused. */
  boolean isConsumed() {
    return consumed;
  }

  /** Returns the message as a stream, which can be read once. */
  InputStream stream() {
    return new MessageStream(this);
  }

  /** A stream that gRPC drains to the transport with one bulk copy. */
  private static final class MessageStream extends ByteArrayInputStream
      implements Drainable, KnownLength {
    private final EncodedSamples message;

    MessageStream(EncodedSamples message) {
      super(message.buffer, 0, message.length);
      this.message = message;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int bytes = count - pos;
      target.write(buf, pos, bytes);
      pos = count;
      return bytes;
    }

    @Override
    public void close() {
      message.consumed = true;
    }
  }
}
