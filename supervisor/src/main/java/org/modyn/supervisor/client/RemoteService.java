package org.modyn.supervisor.client;

import static java.util.Objects.requireNonNull;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to a server, and what its failures are called. */
final class RemoteService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RemoteService.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final GrpcClient client;

  RemoteService(String name, ServiceAddress address) {
    this(name, ServiceTarget.of(address));
  }

  RemoteService(String name, ServiceTarget target) {
    this.client = GrpcClient.connect(requireNonNull(name, "name is null"), target);
  }

  ManagedChannel channel() {
    return client.channel();
  }

  /** Waits until the server answers. */
  void awaitReady() {
    client.awaitReady(CONNECT_TIMEOUT);
  }

  /**
   * Makes a call.
   *
   * @throws ModynException in place of what gRPC throws
   */
  <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw toModynException(e);
    }
  }

  /**
   * As {@link #call}, for a call that starts something at the server or tidies up: an interrupt
   * does not stop it half way, when nobody knows whether the server has taken it; it is left
   * pending.
   */
  <T> T callToItsEnd(Supplier<T> call) {
    FutureTask<T> task = new FutureTask<>(() -> call(call));
    Thread.ofVirtual().name("call-to-its-end").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          log.debug("Interrupted; the call goes on", e);
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException failure) {
            throw failure;
          }
          throw new IllegalStateException("the call failed", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private ModynException toModynException(StatusRuntimeException error) {
    Status status = error.getStatus();
    String description = String.valueOf(status.getDescription());
    if (status.getCode() != Status.Code.UNAVAILABLE || description.startsWith("cannot reach")) {
      return GrpcErrors.toModynException(client.serviceName(), error);
    }
    String reason = status.getCause() == null ? description : rootMessage(status.getCause());
    return new ModynException(
        ErrorCategory.UNAVAILABLE,
        "cannot reach the %s at %s: %s; is it running?"
            .formatted(client.serviceName(), client.target(), reason),
        error);
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  @Override
  public void close() {
    client.close();
  }
}
