package org.modyn.common.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.security.ServerSecurity;
import org.modyn.common.version.ModynVersion;

/** The endpoint with the JDK's client, over loopback. */
class OperationsTest {
  private final Operations operations = start(0);
  private final HttpClient client = HttpClient.newHttpClient();

  private static Operations start(int port) {
    return Operations.start(
        "test",
        Optional.of(new ServiceAddress("127.0.0.1", port)),
        Optional.empty(),
        ServerSecurity.none());
  }

  @AfterEach
  void stop() {
    client.close();
    operations.close();
  }

  @Test
  void isHealthyAndReadyWithoutConditions() throws Exception {
    HttpResponse<String> health = send("GET", "/healthz");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).isEqualTo("ok\n");
    assertThat(health.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");

    assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void namesTheFirstConditionThatIsNotMet() throws Exception {
    operations.readiness().require("first", Optional::empty);
    operations.readiness().require("second", () -> Optional.of("the disk is missing"));
    operations.readiness().require("third", () -> Optional.of("not this one"));

    HttpResponse<String> readiness = send("GET", "/readyz");

    assertThat(readiness.statusCode()).isEqualTo(503);
    assertThat(readiness.body()).isEqualTo("the disk is missing\n");
    assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void saysWhichConditionCannotBeChecked() throws Exception {
    operations
        .readiness()
        .require(
            "disk",
            () -> {
              throw new IllegalStateException("broken");
            });

    HttpResponse<String> readiness = send("GET", "/readyz");

    assertThat(readiness.statusCode()).isEqualTo(503);
    assertThat(readiness.body())
        .isEqualTo("the check of the disk failed: java.lang.IllegalStateException: broken\n");
  }

  @Test
  void exposesTheProcessInPrometheusFormat() throws Exception {
    HttpResponse<String> metrics = send("GET", "/metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.body())
        .contains(
            "modyn_info{java=\""
                + Runtime.version()
                + "\",version=\""
                + ModynVersion.current()
                + "\"}",
            "modyn_ready 1.0",
            "# TYPE jvm_memory_used_bytes gauge",
            "process_files_open_files",
            "jvm_buffer_memory_used_bytes{id=\"direct\"}",
            "jvm_threads_live_threads",
            "process_uptime_seconds");

    operations.readiness().require("disk", () -> Optional.of("the disk is missing"));
    awaitMetric("modyn_ready 0.0");
  }

  @Test
  void updatesValuesBeforeEachScrape() throws Exception {
    AtomicLong position = new AtomicLong();
    operations.metrics().registry().gauge("modyn.test.position", position);
    operations.metrics().beforeScrape(() -> position.addAndGet(5));

    assertThat(send("GET", "/metrics").body()).contains("modyn_test_position 5.0");
    assertThat(send("GET", "/metrics").body()).contains("modyn_test_position 10.0");
  }

  /** The readiness is reused for a second. */
  private void awaitMetric(String line) throws Exception {
    while (!send("GET", "/metrics").body().contains(line)) {
      Thread.sleep(20);
    }
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    HttpResponse<String> response = send("HEAD", "/readyz");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Length")).contains("6");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void refusesOtherMethodsAndPaths() throws Exception {
    for (String method : new String[] {"POST", "PUT", "DELETE"}) {
      HttpResponse<String> response = send(method, "/healthz");
      assertThat(response.statusCode()).isEqualTo(405);
      assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }
    HttpResponse<String> missing = send("GET", "/../etc/passwd");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body())
        .isEqualTo("there is nothing here; there is /healthz, /metrics, /readyz\n");
  }

  /** After ten seconds. */
  @Test
  void closesConnectionsWhoseRequestDoesNotEnd() throws IOException {
    int port = operations.httpAddress().orElseThrow().port();
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(120_000);
      socket.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: ".getBytes(US_ASCII));
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void saysWhichProcessHasThePort() {
    int port = operations.httpAddress().orElseThrow().port();
    assertThatThrownBy(() -> start(port))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
        .hasMessage(
            "the HTTP endpoint of the test cannot listen on 127.0.0.1:"
                + port
                + ": the port is in use by process "
                + ProcessHandle.current().pid()
                + " (java); stop the other process or configure another port");
  }

  @Test
  void listensOnlyIfThereIsAPort() {
    try (Operations silent =
        Operations.start("silent", Optional.empty(), Optional.empty(), ServerSecurity.none())) {
      assertThat(silent.httpAddress()).isEmpty();
    }
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + operations.httpAddress().orElseThrow() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }
}
