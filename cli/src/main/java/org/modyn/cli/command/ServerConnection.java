package org.modyn.cli.command;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.function.Function;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A short visit to a server that runs already. */
final class ServerConnection {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private ServerConnection() {}

  /**
   * Asks a server.
   *
   * @param option that names the address
   * @throws ParameterException when the address is none
   * @throws ModynException UNAVAILABLE when the server cannot be reached; what it answers else
   */
  static <T> T ask(
      CommandSpec command,
      String option,
      String address,
      String service,
      Function<Channel, T> question) {
    try (GrpcClient client = GrpcClient.connect(service, parse(command, option, address))) {
      client.awaitReady(PATIENCE);
      return question.apply(client.channel());
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(service, e);
    }
  }

  private static ServiceAddress parse(CommandSpec command, String option, String address) {
    try {
      return ServiceAddress.parse(address);
    } catch (ModynException e) {
      throw new ParameterException(command.commandLine(), option + ": " + e.getMessage(), e);
    }
  }
}
