package org.modyn.supervisor.client;

import static java.util.Objects.requireNonNull;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.function.Supplier;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.BrokenCalls;
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
    this(name, ServiceTarget.of(address), patience);
  }

  /**
   * @param patience see {@link GrpcClient#connect}
   */
  RemoteService(String name, ServiceTarget target, Duration patience) {
    this.client = GrpcClient.connect(requireNonNull(name, "name is null"), target, patience);
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

  @Override
  public void close() {
    client.close();
  }
}
