package org.modyn.supervisor.client;

import static java.util.Objects.requireNonNull;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.BrokenCalls;
import org.modyn.common.grpc.CallObserver;
import org.modyn.common.grpc.ClientProtection;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to a server; maps the failures of its calls. */
final class RemoteService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RemoteService.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration END_TIMEOUT = Duration.ofSeconds(3);

  private final GrpcClient client;

  RemoteService(String name, ServiceAddress address, Duration patience) {
    this(name, ServiceTarget.of(address), patience, CallObserver.NONE, ClientProtection.NONE);
  }

  /**
   * @param patience see {@link GrpcClient#connect}
   * @param observer observes all calls
   * @param protection of all calls
   */
  RemoteService(
      String name,
      ServiceTarget target,
      Duration patience,
      CallObserver observer,
      ClientProtection protection) {
    this.client =
        GrpcClient.connect(
            requireNonNull(name, "name is null"), target, patience, observer, protection);
  }

  ManagedChannel channel() {
    return client.channel();
  }

  /** Waits until the server answers. */
  void awaitReady() {
    client.awaitReady(CONNECT_TIMEOUT);
  }

  /**
   * Makes a call, again when its connection breaks during the response.
   *
   * @param call one that may be repeated
   * @throws ModynException for any failure of the call
   */
  <T> T call(Supplier<T> call) {
    try {
      return BrokenCalls.repeat(call);
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(client.serviceName(), e);
    }
  }

  /**
   * As {@link #call}, for a call that starts or releases something at the server. An interrupt does
   * not cancel the call, because the caller could not know whether the server has processed it; see
   * {@link Uninterruptible}.
   */
  <T> T callUninterruptibly(Supplier<T> call) {
    return Uninterruptible.call(
        () -> call(call),
        () -> "the %s at %s does not answer".formatted(client.serviceName(), client.target()));
  }

  /**
   * Receives all messages of a stream that ends by itself. When the stream breaks, or its server
   * stops, the call is made again, as soon as the server can be reached.
   *
   * @param stream makes the call, which begins with the current state of what it reports
   * @param consumer its exceptions end the call
   * @return the last message
   * @throws ModynException for any failure of the call, UNAVAILABLE only when the server could not
   *     be reached; CANCELLED when the thread is interrupted
   */
  <T> T follow(Supplier<Iterator<T>> stream, Consumer<? super T> consumer) {
    CancellableContext context = Context.current().withCancellation();
    Context caller = context.attach();
    try {
      return new Followed<>(stream, consumer).last();
    } finally {
      context.detach(caller);
      context.cancel(null);
    }
  }

  private final class Followed<T> {
    private final Supplier<Iterator<T>> stream;
    private final Consumer<? super T> consumer;
    private Optional<T> received = Optional.empty();

    Followed(Supplier<Iterator<T>> stream, Consumer<? super T> consumer) {
      this.stream = requireNonNull(stream, "stream is null");
      this.consumer = requireNonNull(consumer, "consumer is null");
    }

    T last() {
      while (true) {
        received = Optional.empty();
        try {
          return call(this::receiveAll);
        } catch (ModynException e) {
          if (received.isEmpty() || !isBroken(e)) {
            throw e;
          }
          log.info("A stream is followed anew: {}", e.getMessage());
        }
      }
    }

    /** The consumer's own exceptions are no failures of the call. */
    private boolean isBroken(ModynException failure) {
      return failure.getCause() instanceof StatusRuntimeException
          && switch (failure.category()) {
            case UNAVAILABLE -> true;
            // a server that ends cuts off the calls that it has left
            case CANCELLED ->
                !Thread.currentThread().isInterrupted() && !Context.current().isCancelled();
            default -> false;
          };
    }

    private T receiveAll() {
      Iterator<T> messages = stream.get();
      while (messages.hasNext()) {
        T message = messages.next();
        received = Optional.of(message);
        consumer.accept(message);
      }
      return received.orElseThrow(
          () ->
              ModynException.internal(
                  "the %s ended a stream without a message", client.serviceName()));
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
