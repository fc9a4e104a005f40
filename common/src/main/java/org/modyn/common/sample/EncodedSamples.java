package org.modyn.common.sample;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** One encoded {@code GetResponse}, ready for the wire; made by {@link SampleEncoder}. */
public final class EncodedSamples {
  private final byte[] buffer;
  private final int length;
  private volatile boolean consumed;

  EncodedSamples(byte[] buffer, int length) {
    this.buffer = buffer;
    this.length = length;
  }

  /** Bytes of the message. */
  public int length() {
    return length;
  }

  /** A copy of the message. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, length);
  }

  /** Whether the transport has taken all of it: then the encoder may use the memory again. */
  boolean isConsumed() {
    return consumed;
  }

  /** To be read once. */
  InputStream stream() {
    return new MessageStream(this);
  }

  /** gRPC writes it to the transport in one go, without asking for single bytes. */
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
