package org.modyn.cli.command.server;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.function.Function;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.CallObserver;
import org.modyn.common.grpc.ClientProtection;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.modyn.common.grpc.WaitLines;

/** Calls to a server that is already running. */
final class ServerConnection {
  /** On a machine whose processors are all busy, a server may need many seconds to answer. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private ServerConnection() {}

  /**
   * Connects to a server, calls it and disconnects. When the server listens but takes long to
   * answer, a line on standard error says so.
   *
   * @param service its name, for messages
   * @param protection of the call
   * @throws ModynException UNAVAILABLE when the server cannot be reached, at once when nothing
   *     listens at the address, or the error that it answers with
   */
  static <T> T ask(
      String service,
      ServiceAddress address,
      ClientProtection protection,
      Function<Channel, T> question) {
    try (GrpcClient client =
        GrpcClient.connect(
            service,
            ServiceTarget.of(address),
            GrpcClient.DEFAULT_PATIENCE,
            CallObserver.NONE,
            protection)) {
      client.awaitRunning(TIMEOUT, new WaitLines(System.err::println));
      return question.apply(client.channel());
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(service, e);
    }
  }
}
