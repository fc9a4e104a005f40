package org.modyn.cli.command.server;

import io.grpc.Channel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that name the storage to call: the address of a running one, or a state directory. */
public final class StorageArguments {
  private static final String OPTION = "--storage";
  private static final ServiceAddress DEFAULT_ADDRESS = new ServiceAddress("localhost", 50051);

  @Option(
      names = OPTION,
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      description = "Where the storage listens. Default: localhost:50051.")
  private ServiceAddress address;

  @Mixin private StateDirectoryArguments stateDirectory;
  @Mixin private ConnectionArguments connection;

  /** The state directory that was given; empty when the storage is called at an address. */
  public Optional<Path> stateDirectory() {
    return stateDirectory.directory();
  }

  /**
   * Connects to the storage, calls it and disconnects.
   *
   * @throws ModynException UNAVAILABLE when the server cannot be reached, or the error that it
   *     answers with
   */
  public <T> T ask(Function<Channel, T> question) {
    return stateDirectory.ask(
        ServerKind.STORAGE, OPTION, address, DEFAULT_ADDRESS, connection, question);
  }
}
