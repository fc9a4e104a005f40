package org.modyn.selector.wire;

import static java.util.Objects.requireNonNull;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A response message in its wire encoding. */
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

  /** Returns whether the transport has consumed the message, so that its buffer can be reused. */
  boolean isSent() {
    return sent;
  }

  /** Returns the message as a stream, which can be read once. */
  InputStream stream() {
    return new MessageStream(this);
  }

  /** A stream that gRPC drains to the transport with one bulk copy. */
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

  /** Marshals messages for sending. */
  static final class Sender implements Marshaller<EncodedMessage> {
    @Override
    public InputStream stream(EncodedMessage message) {
      return message.stream();
    }

    @Override
    public EncodedMessage parse(InputStream stream) {
      throw new UnsupportedOperationException("a server does not parse responses");
    }
  }
}
