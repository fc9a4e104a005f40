package org.modyn.selector.wire;

import static java.util.Objects.requireNonNull;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.modyn.common.grpc.GrpcErrors;

/** The bytes of a request, as they came. To be closed when the request has been answered. */
public final class ReceivedMessage implements AutoCloseable {
  private final int length;
  private final RequestMemory.Pool pool;
  private RequestMemory memory;

  private ReceivedMessage(RequestMemory memory, int length, RequestMemory.Pool pool) {
    this.memory = requireNonNull(memory, "memory is null");
    this.length = length;
    this.pool = requireNonNull(pool, "pool is null");
  }

  RequestMemory memory() {
    return memory;
  }

  int length() {
    return length;
  }

  /** Lets another request use the memory. */
  @Override
  public void close() {
    if (memory != null) {
      pool.giveBack(memory);
      memory = null;
    }
  }

  /** Takes requests from the transport. */
  static final class Receiver implements Marshaller<ReceivedMessage> {
    private static final int INITIAL_SIZE = 64 << 10;

    private final RequestMemory.Pool pool = new RequestMemory.Pool();

    @Override
    public InputStream stream(ReceivedMessage message) {
      throw new UnsupportedOperationException("a server does not send requests");
    }

    @Override
    public ReceivedMessage parse(InputStream stream) {
      try {
        RequestMemory memory = pool.take();
        return new ReceivedMessage(memory, read(stream, memory), pool);
      } catch (OutOfMemoryError e) {
        throw GrpcErrors.toStatus(e);
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("cannot read the request: " + e.getMessage())
            .withCause(e)
            .asRuntimeException();
      }
    }

    /** Returns how many bytes there were. */
    private static int read(InputStream stream, RequestMemory memory) throws IOException {
      byte[] bytes = memory.bytes();
      int expected = stream instanceof KnownLength ? stream.available() : INITIAL_SIZE;
      if (bytes.length < expected) {
        bytes = new byte[expected];
      }
      int length = 0;
      while (true) {
        length += stream.readNBytes(bytes, length, bytes.length - length);
        int next = length < bytes.length ? -1 : stream.read();
        if (next < 0) {
          memory.setBytes(bytes);
          return length;
        }
        bytes = Arrays.copyOf(bytes, Math.max(INITIAL_SIZE, Math.multiplyExact(2, length)));
        bytes[length] = (byte) next;
        length++;
      }
    }
  }
}
