package org.modyn.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.modyn.common.grpc.GrpcClient;

/** A server and its database, each a process of its own, and a client here. */
final class ServerUnderTest implements AutoCloseable {
  private final ServerProcess database;
  private final ServerProcess server;
  private final GrpcClient client;

  private ServerUnderTest(String name, ServerProcess database, ServerProcess server) {
    this.database = database;
    this.server = server;
    this.client = GrpcClient.connect(name, server.address());
  }

  /**
   * @param name of the server, as {@code modyn serve} knows it
   * @param directory for state and logs
   * @param configuration makes the system configuration, without its state directory, of the
   *     section that says where the database is
   * @param jvmOptions of the server
   */
  static ServerUnderTest start(
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
          "{hostname: %s, port: %d, %s}"
              .formatted(
                  database.address().hostname(), database.address().port(), database.details());
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

  GrpcClient client() {
    return client;
  }

  /** Memory of the server that is its own, not the files that it has mapped, in bytes. */
  long memoryBytes() {
    return server.privateMemoryBytes();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    database.close();
  }
}
