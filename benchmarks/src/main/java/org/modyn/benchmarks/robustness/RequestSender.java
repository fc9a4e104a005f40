package org.modyn.benchmarks.robustness;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.modyn.benchmarks.robustness.ServiceMethods.ServiceMethod;

/** Sends bytes as requests, and waits for the end of the call. */
final class RequestSender {
  /** A call that answers with one message has to end within this time. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A stream may stay open: those who watch something are told of changes. */
  private static final Duration STREAM_TIME = Duration.ofMillis(200);

  private RequestSender() {}

  /**
   * Sends the messages of one call.
   *
   * @return how the call ended; empty for a stream that was still open
   * @throws TimeoutException when the call of a method that answers with one message does not end
   */
  static Optional<Status> send(Channel channel, ServiceMethod method, List<byte[]> requests)
      throws TimeoutException {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
            .setFullMethodName(method.name())
            .setType(method.type())
            .build();
    ClientCall<byte[], byte[]> call = channel.newCall(descriptor, CallOptions.DEFAULT);
    CompletableFuture<Status> end = new CompletableFuture<>();
    call.start(new End(end), new Metadata());
    call.request(Integer.MAX_VALUE);
    requests.forEach(call::sendMessage);
    call.halfClose();
    boolean streams = !method.type().serverSendsOneMessage();
    try {
      return Optional.of(end.get((streams ? STREAM_TIME : PATIENCE).toNanos(), NANOSECONDS));
    } catch (TimeoutException e) {
      if (streams) {
        return Optional.empty();
      }
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a status is never an exception", e);
    } finally {
      call.cancel("enough", null);
    }
  }

  private static final class End extends ClientCall.Listener<byte[]> {
    private final CompletableFuture<Status> end;

    End(CompletableFuture<Status> end) {
      this.end = end;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(status);
    }
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
