package org.modyn.cli.command.server;

import io.grpc.Channel;
import java.util.function.Function;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that name the selector to call: the address of a running one, or a state directory. */
public final class SelectorArguments {
  private static final String OPTION = "--selector";
  private static final ServiceAddress DEFAULT_ADDRESS = new ServiceAddress("localhost", 50056);

  @Option(
      names = OPTION,
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      description = "Where the selector listens. Default: localhost:50056.")
  private ServiceAddress address;

  @Mixin private StateDirectoryArguments stateDirectory;
  @Mixin private ConnectionArguments connection;

  /**
   * Connects to the selector, calls it and disconnects.
   *
   * @throws ModynException UNAVAILABLE when the server cannot be reached, or the error that it
   *     answers with
   */
  public <T> T ask(Function<Channel, T> question) {
    return stateDirectory.ask(
        ServerKind.SELECTOR, OPTION, address, DEFAULT_ADDRESS, connection, question);
  }
}
