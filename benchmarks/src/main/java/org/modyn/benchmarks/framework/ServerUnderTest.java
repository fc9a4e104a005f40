package org.modyn.benchmarks.framework;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.modyn.common.grpc.GrpcClient;

/** A server as a separate process, and a client of it. */
public final class ServerUnderTest implements AutoCloseable {
  private final Optional<DatabaseProcess> ownDatabase;
  private final ServerProcess server;
  private final GrpcClient client;

  private ServerUnderTest(
      String name, Optional<DatabaseProcess> ownDatabase, ServerProcess server) {
    this.ownDatabase = requireNonNull(ownDatabase, "ownDatabase is null");
    this.server = requireNonNull(server, "server is null");
    this.client = GrpcClient.connect(name, server.address());
  }

  /**
   * Starts a database and the server; {@link #close} ends both.
   *
   * @param name the name of the server for {@code modyn serve}
   * @param directory the directory for state and logs
   * @param configuration returns the system configuration, without the state directory, for the
   *     section of the database
   * @param jvmOptions the options of the server's JVM
   */
  public static ServerUnderTest start(
      String name, Path directory, UnaryOperator<String> configuration, String... jvmOptions)
      throws IOException {
    DatabaseProcess database = DatabaseProcess.start(directory);
    try {
      return new ServerUnderTest(
          name,
          Optional.of(database),
          startProcess(name, directory, database, configuration, jvmOptions));
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Starts the server on a database that the caller closes after it; see the other method.
   *
   * @param directory that of the database; servers may share it
   */
  public static ServerUnderTest start(
      String name,
      Path directory,
      DatabaseProcess database,
      UnaryOperator<String> configuration,
      String... jvmOptions)
      throws IOException {
    return new ServerUnderTest(
        name, Optional.empty(), startProcess(name, directory, database, configuration, jvmOptions));
  }

  private static ServerProcess startProcess(
      String name,
      Path directory,
      DatabaseProcess database,
      UnaryOperator<String> configuration,
      String... jvmOptions)
      throws IOException {
    Path config =
        Files.writeString(
            directory.resolve(name + ".yaml"),
            "state_directory: %s%nsecurity: {insecure: true}%n%s%n"
                .formatted(directory.resolve("state"), configuration.apply(database.section())));
    Path log = directory.resolve(name + ".log");
    return ServerProcess.start(List.of(jvmOptions), log, name, "--config", config.toString());
  }

  public GrpcClient client() {
    return client;
  }

  /** Returns the memory of the server without mapped files, in bytes. */
  public long memoryBytes() {
    return server.privateMemoryBytes();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    ownDatabase.ifPresent(DatabaseProcess::close);
  }
}
