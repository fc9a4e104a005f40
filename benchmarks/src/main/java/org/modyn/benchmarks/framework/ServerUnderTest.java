package org.modyn.benchmarks.framework;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.modyn.common.grpc.GrpcClient;

/** A server and its database, as separate processes, and a client of the server. */
public final class ServerUnderTest implements AutoCloseable {
  private final ServerProcess database;
  private final ServerProcess server;
  private final GrpcClient client;

  private ServerUnderTest(String name, ServerProcess database, ServerProcess server) {
    this.database = database;
    this.server = server;
    this.client = GrpcClient.connect(name, server.address());
  }

  /**
   * Starts the database and the server.
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
    Path state = Files.createDirectories(directory.resolve("state"));
    ServerProcess database =
        ServerProcess.start(
            List.of(),
            directory.resolve("database.log"),
            "database",
            "--state-dir",
            state.toString());
    try {
      String section =
          String.format(
              Locale.ROOT,
              "{hostname: %s, port: %d, %s}",
              database.address().hostname(),
              database.address().port(),
              database.details());
      Path config =
          Files.writeString(
              directory.resolve("modyn.yaml"),
              "state_directory: %s%n%s%n".formatted(state, configuration.apply(section)));
      Path log = directory.resolve(name + ".log");
      return new ServerUnderTest(
          name,
          database,
          ServerProcess.start(List.of(jvmOptions), log, name, "--config", config.toString()));
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
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
    database.close();
  }
}
