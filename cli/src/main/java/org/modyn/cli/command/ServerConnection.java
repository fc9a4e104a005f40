package org.modyn.cli.command;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.function.Function;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.grpc.ServiceAddress;

/** A visit to a server that runs already. */
final class ServerConnection {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private ServerConnection() {}

  /**
   * Asks a server.
   *
   * @param service its name, for messages
   * @throws ModynException UNAVAILABLE when the server cannot be reached; what it answers else
   */
  static <T> T ask(String service, ServiceAddress address, Function<Channel, T> question) {
    try (GrpcClient client = GrpcClient.connect(service, address)) {
      client.awaitReady(PATIENCE);
      return question.apply(client.channel());
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(service, e);
    }
  }
}
