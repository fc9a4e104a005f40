package org.modyn.selector.wire;

import static java.util.Objects.requireNonNull;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;

/** The encoded bytes of a request. Close it after the request has been processed. */
public final class ReceivedMessage implements AutoCloseable {
  private final int length;
  private final RequestBuffers.Pool pool;
  private RequestBuffers buffers;

  private ReceivedMessage(RequestBuffers buffers, int length, RequestBuffers.Pool pool) {
    this.buffers = requireNonNull(buffers, "buffers is null");
    this.length = length;
    this.pool = requireNonNull(pool, "pool is null");
  }

  RequestBuffers buffers() {
    return buffers;
  }

  int length() {
    return length;
  }

  /** Returns the buffers to the pool. */
  @Override
  public void close() {
    if (buffers != null) {
      pool.release(buffers);
      buffers = null;
    }
  }

  /** Reads requests from the transport. */
  static final class Receiver implements Marshaller<ReceivedMessage> {
    private static final int INITIAL_SIZE = 64 << 10;

    private final RequestBuffers.Pool pool = new RequestBuffers.Pool();

    @Override
    public InputStream stream(ReceivedMessage message) {
      throw new UnsupportedOperationException("a server does not send requests");
    }

    @Override
    public ReceivedMessage parse(InputStream stream) {
      try {
        RequestBuffers buffers = pool.acquire();
        return new ReceivedMessage(buffers, read(stream, buffers), pool);
      } catch (OutOfMemoryError e) {
        throw GrpcErrors.toStatus(e);
      } catch (IOException e) {
        throw new ModynException(
            ErrorCategory.INVALID_ARGUMENT, "cannot read the request: " + e.getMessage(), e);
      }
    }

    /** Returns the number of bytes read. */
    private static int read(InputStream stream, RequestBuffers buffers) throws IOException {
      byte[] bytes = buffers.bytes();
      int expected = stream instanceof KnownLength ? stream.available() : INITIAL_SIZE;
      if (bytes.length < expected) {
        bytes = new byte[expected];
      }
      int length = 0;
      while (true) {
        length += stream.readNBytes(bytes, length, bytes.length - length);
        int next = length < bytes.length ? -1 : stream.read();
        if (next < 0) {
          buffers.setBytes(bytes);
          return length;
        }
        bytes = Arrays.copyOf(bytes, Math.max(INITIAL_SIZE, Math.multiplyExact(2, length)));
        bytes[length] = (byte) next;
        length++;
      }
    }
  }
}
