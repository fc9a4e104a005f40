package org.modyn.selector.wire;

import static java.util.Objects.requireNonNull;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The bytes of a request, as they came. */
public final class ReceivedMessage {
  private final byte[] bytes;
  private final int length;
  private final BlockingQueue<byte[]> pool;

  private ReceivedMessage(byte[] bytes, int length, BlockingQueue<byte[]> pool) {
    this.bytes = requireNonNull(bytes, "bytes is null");
    this.length = length;
    this.pool = requireNonNull(pool, "pool is null");
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Lets the next request use the memory. */
  void release() {
    if (bytes.length <= Receiver.LARGEST_POOLED) {
      pool.offer(bytes);
    }
  }

  /** Takes requests from the transport; the memory of a few is used again. */
  static final class Receiver implements Marshaller<ReceivedMessage> {
    private static final int POOLED = 4;
    private static final int LARGEST_POOLED = 16 << 20;
    private static final int INITIAL_SIZE = 64 << 10;

    private final BlockingQueue<byte[]> pool = new ArrayBlockingQueue<>(POOLED);

    @Override
    public InputStream stream(ReceivedMessage message) {
      throw new UnsupportedOperationException("a server does not send requests");
    }

    @Override
    public ReceivedMessage parse(InputStream stream) {
      try {
        byte[] bytes = pool.poll();
        int expected = stream instanceof KnownLength ? stream.available() : INITIAL_SIZE;
        if (bytes == null || bytes.length < expected) {
          bytes = new byte[expected];
        }
        int length = 0;
        while (true) {
          length += stream.readNBytes(bytes, length, bytes.length - length);
          if (length < bytes.length) {
            return new ReceivedMessage(bytes, length, pool);
          }
          int next = stream.read();
          if (next < 0) {
            return new ReceivedMessage(bytes, length, pool);
          }
          bytes = Arrays.copyOf(bytes, Math.max(INITIAL_SIZE, Math.multiplyExact(2, length)));
          bytes[length] = (byte) next;
          length++;
        }
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("cannot read the request: " + e.getMessage())
            .withCause(e)
            .asRuntimeException();
      }
    }
  }
}
