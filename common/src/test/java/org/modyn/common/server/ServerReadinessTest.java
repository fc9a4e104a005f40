package org.modyn.common.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.config.system.ServerConfig;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.operations.Operations;
import org.modyn.common.security.ServerSecurity;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.storage.StorageGrpc.StorageImplBase;

/** A real server with a real database, asked over HTTP. */
class ServerReadinessTest {
  private static final ServiceAddress FREE_PORT = new ServiceAddress("127.0.0.1", 0);

  private final HttpClient client = HttpClient.newHttpClient();

  private record Section(String hostname, int port, Optional<Integer> httpPort)
      implements ServerConfig {}

  private static final class TestServer extends ModynServer {
    TestServer(ServerParts parts, GrpcServer server) {
      super(parts, server);
    }
  }

  private static ServerServiceDefinition service() {
    return new StorageImplBase() {}.bindService();
  }

  private TestServer assemble(ServerParts parts, DatabaseConfig config) {
    parts.openDatabase(config, "database_test");
    return new TestServer(parts, parts.listen(FREE_PORT, service()));
  }

  @Test
  void isNotReadyWhileItsDatabaseIsGone() throws Exception {
    ServiceAddress address;
    try (TestDatabase database = TestDatabase.create();
        TestServer server =
            ServerParts.assemble(
                "test",
                ModynConfig.defaults(),
                new Section("127.0.0.1", 0, Optional.of(0)),
                parts -> assemble(parts, database.config()))) {
      address = server.httpAddress().orElseThrow();
      assertThat(readiness(address).statusCode()).isEqualTo(200);

      database.close();
      HttpResponse<String> response = awaitUnready(address);
      assertThat(response.body())
          .containsPattern(
              "^PostgreSQL at .*, database %s does not answer: .*\n$"
                  .formatted(database.config().database()));
      assertThat(send(address, "/healthz").statusCode()).isEqualTo(200);
    }
    assertThatThrownBy(() -> readiness(address)).isInstanceOf(ConnectException.class);
  }

  @Test
  void isNotReadyBeforeItListens() throws Exception {
    try (Operations operations =
            Operations.start(
                "process", Optional.of(FREE_PORT), Optional.empty(), ServerSecurity.none());
        TestDatabase database = TestDatabase.create()) {
      TestServer stopped =
          ServerParts.assemble(
              "test",
              operations,
              SecurityConfig.none(),
              parts -> {
                HttpResponse<String> starting = readinessOf(operations);
                assertThat(starting.statusCode()).isEqualTo(503);
                assertThat(starting.body()).isEqualTo("the test is starting\n");
                return assemble(parts, database.config());
              });
      stopped.close();
      assertThat(awaitBody(operations, "the test is stopping\n").statusCode()).isEqualTo(503);
    }
  }

  /** Answers are reused for a second. */
  private HttpResponse<String> awaitUnready(ServiceAddress address) throws Exception {
    HttpResponse<String> response = readiness(address);
    while (response.statusCode() == 200) {
      Thread.sleep(20);
      response = readiness(address);
    }
    return response;
  }

  private HttpResponse<String> awaitBody(Operations operations, String body) throws Exception {
    HttpResponse<String> response = readinessOf(operations);
    while (!response.body().equals(body)) {
      Thread.sleep(20);
      response = readinessOf(operations);
    }
    return response;
  }

  private HttpResponse<String> readinessOf(Operations operations) {
    try {
      return readiness(operations.httpAddress().orElseThrow());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> readiness(ServiceAddress address)
      throws IOException, InterruptedException {
    return send(address, "/readyz");
  }

  private HttpResponse<String> send(ServiceAddress address, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://" + address + path)).build(),
        BodyHandlers.ofString());
  }
}
