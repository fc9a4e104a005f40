package org.modyn.common.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers of a server: one message, or many, sent no faster than the client reads them. */
public final class Streams {
  private static final Logger log = LoggerFactory.getLogger(Streams.class);

  private Streams() {}

  /** Answers with one message. */
  public static <T> void send(StreamObserver<T> observer, T message) {
    observer.onNext(message);
    observer.onCompleted();
  }

  /**
   * Sends all messages and completes the call; an exception of the iterator ends it with the status
   * of {@link GrpcErrors}. At most one message is computed ahead of what the transport has taken,
   * so memory does not depend on the length of the answer.
   *
   * <p>To be called from the handler's own thread, as the last thing that it does. The messages are
   * computed and sent on a virtual thread of their own, because gRPC reports "ready for more" only
   * after the handler has returned. When the client goes away, the iterator is not asked any more.
   *
   * @param observer the one that gRPC passed to the handler
   * @param messages closed at the end, however the call ends, when it is {@link AutoCloseable}
   */
  public static <T> void sendAll(StreamObserver<T> observer, Iterator<? extends T> messages) {
    ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) observer;
    Semaphore changed = new Semaphore(0);
    call.setOnReadyHandler(changed::release);
    call.setOnCancelHandler(changed::release);
    Thread.ofVirtual().name("send-stream").start(() -> send(call, messages, changed));
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
      throw new IllegalStateException("nobody interrupts this thread", e);
    } catch (RuntimeException | Error e) {
      if (call.isCancelled()) {
        log.debug("The client went away", e);
      } else {
        call.onError(GrpcErrors.toStatus(e));
      }
    } finally {
      close(messages);
    }
  }

  /** False when the client went away. */
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
        log.warn("Could not release what a stream was read from", e);
      }
    }
  }
}
