package org.modyn.cli.command.server;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Function;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.grpc.ServiceAddress;

/** Calls to a server that is already running. */
final class ServerConnection {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private ServerConnection() {}

  /**
   * Connects to a server, calls it and disconnects.
   *
   * @param service its name, for messages
   * @throws ModynException UNAVAILABLE when the server cannot be reached, or the error that it
   *     answers with
   */
  static <T> T ask(String service, ServiceAddress address, Function<Channel, T> question) {
    requireHost(service, address);
    try (GrpcClient client = GrpcClient.connect(service, address)) {
      client.awaitReady(TIMEOUT);
      return question.apply(client.channel());
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(service, e);
    }
  }

  /** Fails at once when the host name does not resolve, because waiting does not help then. */
  private static void requireHost(String service, ServiceAddress address) {
    try {
      InetAddress.getByName(address.hostname());
    } catch (UnknownHostException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "cannot reach the %s at %s: there is no host '%s'"
              .formatted(service, address, address.hostname()),
          e);
    }
  }
}
