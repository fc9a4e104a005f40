package org.modyn.selector.wire;

import static java.util.Objects.requireNonNull;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** An answer, ready for the wire. */
public final class EncodedMessage {
  private final byte[] bytes;
  private final int start;
  private final int length;
  private volatile boolean sent;

  EncodedMessage(byte[] bytes, int start, int length) {
    this.bytes = requireNonNull(bytes, "bytes is null");
    this.start = start;
    this.length = length;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Returns whether the transport has taken all of it: then the memory may be used again. */
  boolean isSent() {
    return sent;
  }

  /** Returns the message; to be read once. */
  InputStream stream() {
    return new MessageStream(this);
  }

  /** gRPC writes it to the transport in one go, without asking for single bytes. */
  private static final class MessageStream extends ByteArrayInputStream
      implements Drainable, KnownLength {
    private final EncodedMessage message;

    MessageStream(EncodedMessage message) {
      super(message.bytes, message.start, message.length);
      this.message = message;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int size = count - pos;
      target.write(buf, pos, size);
      pos = count;
      return size;
    }

    @Override
    public void close() {
      message.sent = true;
    }
  }

  /** Gives messages to the transport. */
  static final class Sender implements Marshaller<EncodedMessage> {
    @Override
    public InputStream stream(EncodedMessage message) {
      return message.stream();
    }

    @Override
    public EncodedMessage parse(InputStream stream) {
      throw new UnsupportedOperationException("a server does not receive answers");
    }
  }
}
