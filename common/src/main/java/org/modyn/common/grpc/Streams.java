package org.modyn.common.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import org.modyn.common.concurrent.CallerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends responses: one message, or a stream of messages with flow control. */
public final class Streams {
  private static final Logger log = LoggerFactory.getLogger(Streams.class);

  private Streams() {}

  /** Sends a response of one message. */
  public static <T> void send(StreamObserver<T> observer, T message) {
    observer.onNext(message);
    observer.onCompleted();
  }

  /**
   * Sends all messages and completes the call; an exception of the iterator ends it with the status
   * of {@link GrpcErrors}. At most one message is computed before the transport is ready for it, so
   * memory does not depend on the length of the response.
   *
   * <p>Call this from the handler's thread, as its last action. The messages are computed and sent
   * on a separate virtual thread, because gRPC reports that the transport is ready only after the
   * handler has returned. The iteration stops when the client disconnects.
   *
   * @param observer the observer that gRPC passed to the handler
   * @param messages the messages; closed at the end of the call if {@link AutoCloseable}
   */
  public static <T> void sendAll(StreamObserver<T> observer, Iterator<? extends T> messages) {
    ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) observer;
    Semaphore changed = new Semaphore(0);
    call.setOnReadyHandler(changed::release);
    call.setOnCancelHandler(changed::release);
    Thread.ofVirtual()
        .name("send-stream")
        .start(CallerContext.carry(() -> send(call, messages, changed)));
  }

  private static <T> void send(
      ServerCallStreamObserver<T> call, Iterator<? extends T> messages, Semaphore changed) {
    try {
      while (awaitReady(call, changed) && messages.hasNext()) {
        call.onNext(messages.next());
      }
      if (!call.isCancelled()) {
        call.onCompleted();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("this thread is never interrupted", e);
    } catch (RuntimeException | Error e) {
      if (call.isCancelled()) {
        log.debug("The client disconnected", e);
      } else {
        call.onError(GrpcErrors.toStatus(e));
      }
    } finally {
      close(messages);
    }
  }

  /** Returns false if the client disconnected. */
  private static boolean awaitReady(ServerCallStreamObserver<?> call, Semaphore changed)
      throws InterruptedException {
    while (!call.isReady() && !call.isCancelled()) {
      changed.acquire();
    }
    return !call.isCancelled();
  }

  private static void close(Iterator<?> messages) {
    if (messages instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        log.warn("Could not close the source of a stream", e);
      }
    }
  }
}
