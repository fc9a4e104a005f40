package org.modyn.common.wire;

import static java.util.Objects.checkFromIndexSize;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** A message in its wire encoding. */
public final class EncodedMessage {
  private final byte[] bytes;
  private final int start;
  private final int length;
  private volatile boolean sent;

  /**
   * @param bytes the array that contains the message; not copied
   * @param start the index of its first byte
   * @param length its size in bytes
   */
  public EncodedMessage(byte[] bytes, int start, int length) {
    checkFromIndexSize(start, length, bytes.length);
    this.bytes = bytes;
    this.start = start;
    this.length = length;
  }

  /** Returns the array that contains the message. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the size of the message in bytes. */
  public int length() {
    return length;
  }

  /** Returns a copy of the message. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  /**
   * Returns whether the transport has consumed the message, so that a server can reuse its array. A
   * client must not reuse it before its call has ended: the message is read again for each retry.
   */
  public boolean isSent() {
    return sent;
  }

  /** Returns the message as a stream, which can be read once. */
  public InputStream stream() {
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
  public static final class Sender implements Marshaller<EncodedMessage> {
    @Override
    public InputStream stream(EncodedMessage message) {
      return message.stream();
    }

    @Override
    public EncodedMessage parse(InputStream stream) {
      throw new UnsupportedOperationException("messages of this method are sent, not received");
    }
  }
}
