package org.modyn.cli.command.server;

import io.grpc.Channel;
import java.util.function.Function;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Options that name the model storage to call: the address of a running one, or a state directory.
 */
public final class ModelStorageArguments {
  private static final String OPTION = "--model-storage";
  private static final ServiceAddress DEFAULT_ADDRESS = new ServiceAddress("localhost", 50059);

  @Option(
      names = OPTION,
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      description = "Where the model storage listens. Default: localhost:50059.")
  private ServiceAddress address;

  @Mixin private StateDirectoryArguments stateDirectory;
  @Mixin private ConnectionArguments connection;

  /**
   * Connects to the model storage, calls it and disconnects.
   *
   * @throws ModynException UNAVAILABLE when the server cannot be reached, or the error that it
   *     answers with
   */
  public <T> T ask(Function<Channel, T> question) {
    return stateDirectory.ask(
        ServerKind.MODEL_STORAGE, OPTION, address, DEFAULT_ADDRESS, connection, question);
  }
}
