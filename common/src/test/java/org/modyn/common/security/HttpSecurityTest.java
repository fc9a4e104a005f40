package org.modyn.common.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.config.system.TlsConfig;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.operations.Operations;
import org.modyn.common.testing.CapturedLog;

/** The HTTP endpoint for operators of a server with certificates and tokens. */
@Timeout(120)
final class HttpSecurityTest {
  @TempDir private Path directory;
  private Path certificates;
  private Path tokens;

  @BeforeEach
  void make() {
    certificates = directory.resolve("certificates");
    tokens = directory.resolve("tokens");
    new CertificateFiles(certificates)
        .create(List.of(List.of("server", "127.0.0.1"), List.of("peer")), Duration.ofDays(1));
    TokenFiles.create(tokens);
  }

  private TlsConfig tls(String name) {
    return new TlsConfig(
        certificates.resolve(name + ".crt"),
        certificates.resolve(name + ".key"),
        certificates.resolve("ca.crt"),
        Optional.of(certificates.resolve("ca.crt")),
        List.of());
  }

  private Operations start(String host, Optional<TlsConfig> tls) {
    return Operations.start(
        "test",
        Optional.of(new ServiceAddress(host, 0)),
        Optional.empty(),
        ServerSecurity.of(
            new SecurityConfig(
                Optional.of(tokens.resolve(TokenFiles.ACCEPTED)), Optional.empty(), tls, false)));
  }

  /** A client that trusts the certificates, and has one itself. */
  private HttpClient client(Optional<TlsConfig> own) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        own.map(tls -> new KeyManager[] {ServerSecurity.identity(tls)}).orElse(null),
        new TrustManager[] {ReloadedTrustManager.of(certificates.resolve("ca.crt"))},
        null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static HttpResponse<String> get(
      HttpClient client, String scheme, ServiceAddress address, String path, String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(scheme + "://" + address + path))
            .timeout(Duration.ofSeconds(30));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private String bearer(String role) throws IOException {
    return "Bearer " + Files.readString(tokens.resolve(role + ".token")).strip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "submit", "server"})
  void whoeverMayReadSeesMetrics(String role) throws Exception {
    try (Operations operations = start("127.0.0.1", Optional.of(tls("server")));
        HttpClient client = client(Optional.empty())) {
      HttpResponse<String> response =
          get(client, "https", operations.httpAddress().orElseThrow(), "/metrics", bearer(role));
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).contains("modyn_ready 1.0");
      assertThat(response.sslSession().map(SSLSession::getProtocol)).contains("TLSv1.3");
    }
  }

  @Test
  void othersSeeNoMetrics() throws Exception {
    try (Operations operations = start("127.0.0.1", Optional.of(tls("server")));
        HttpClient client = client(Optional.empty())) {
      for (String authorization :
          List.of(
              "",
              "Bearer",
              "Bearer " + Token.random().secret(),
              "Basic " + bearer("read").substring("Bearer ".length()))) {
        HttpResponse<String> response =
            get(client, "https", operations.httpAddress().orElseThrow(), "/metrics", authorization);
        assertThat(response.statusCode()).as(authorization).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(response.body())
            .isEqualTo("metrics need a token with the role read ('Authorization: Bearer')\n");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/readyz"})
  void probesNeedNoToken(String path) throws Exception {
    try (Operations operations = start("127.0.0.1", Optional.of(tls("server")));
        HttpClient client = client(Optional.empty())) {
      ServiceAddress address = operations.httpAddress().orElseThrow();
      assertThat(get(client, "https", address, path, "").statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> get(client, "http", address, path, ""))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aCertificateIsAsGoodAsAToken() throws Exception {
    try (Operations operations = start("127.0.0.1", Optional.of(tls("server")));
        HttpClient client = client(Optional.of(tls("peer")))) {
      ServiceAddress address = operations.httpAddress().orElseThrow();
      assertThat(get(client, "https", address, "/metrics", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void withoutCertificatesTokensAreStillNeeded() throws Exception {
    try (Operations operations = start("127.0.0.1", Optional.empty());
        HttpClient client = HttpClient.newHttpClient()) {
      ServiceAddress address = operations.httpAddress().orElseThrow();
      assertThat(get(client, "http", address, "/metrics", "").statusCode()).isEqualTo(401);
      assertThat(get(client, "http", address, "/metrics", bearer("read")).statusCode())
          .isEqualTo(200);
      assertThat(get(client, "http", address, "/healthz", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aRevokedTokenIsRefused() throws Exception {
    try (Operations operations = start("127.0.0.1", Optional.of(tls("server")));
        HttpClient client = client(Optional.empty())) {
      ServiceAddress address = operations.httpAddress().orElseThrow();
      String authorization = bearer("read");
      assertThat(get(client, "https", address, "/metrics", authorization).statusCode())
          .isEqualTo(200);
      Path accepted = tokens.resolve(TokenFiles.ACCEPTED);
      List<String> others =
          Files.readAllLines(accepted).stream().filter(line -> !line.startsWith("read")).toList();
      Path changed = tokens.resolve("changed");
      SecretFiles.create(changed, String.join("\n", others));
      Files.move(changed, accepted, StandardCopyOption.ATOMIC_MOVE);
      while (get(client, "https", address, "/metrics", authorization).statusCode() == 200) {
        Thread.sleep(50);
      }
      assertThat(get(client, "https", address, "/metrics", bearer("submit")).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aRenewedCertificateIsUsedByNewConnections() throws Exception {
    try (Operations operations = start("127.0.0.1", Optional.of(tls("server")))) {
      ServiceAddress address = operations.httpAddress().orElseThrow();
      X509Certificate before = certificate(address);
      new CertificateFiles(certificates)
          .create(List.of(List.of("server", "127.0.0.1")), Duration.ofDays(2));
      while (certificate(address).equals(before)) {
        Thread.sleep(50);
      }
    }
  }

  private X509Certificate certificate(ServiceAddress address) throws Exception {
    try (HttpClient client = client(Optional.empty())) {
      return (X509Certificate)
          get(client, "https", address, "/healthz", "")
              .sslSession()
              .orElseThrow()
              .getPeerCertificates()[0];
    }
  }

  /** Chooses another port when another program has the same one on the loopback address. */
  private Operations startAlsoOnLoopback(String host) {
    while (true) {
      try (CapturedLog log = CapturedLog.start()) {
        Operations operations = start(host, Optional.of(tls("server")));
        if (log.warnings().stream().noneMatch(line -> line.contains("not answer health checks"))) {
          return operations;
        }
        operations.close();
      }
    }
  }

  /** As is-ready in the image asks, which has no client for TLS. */
  @Test
  void healthChecksInTheContainerNeedNoEncryption() throws Exception {
    Optional<String> host =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(found -> found instanceof Inet4Address && !found.isLoopbackAddress())
            .map(InetAddress::getHostAddress)
            .findFirst();
    Assumptions.assumeTrue(host.isPresent(), "this machine has the loopback interface only");
    try (Operations operations = startAlsoOnLoopback(host.get());
        HttpClient client = HttpClient.newHttpClient()) {
      ServiceAddress loopback =
          new ServiceAddress("127.0.0.1", operations.httpAddress().orElseThrow().port());
      operations.readiness().require("disk", () -> Optional.of("the disk is missing"));
      assertThat(get(client, "http", loopback, "/readyz", "").statusCode()).isEqualTo(503);
      assertThat(get(client, "http", loopback, "/healthz", "").body()).isEqualTo("ok\n");
      HttpResponse<String> metrics = get(client, "http", loopback, "/metrics", bearer("read"));
      assertThat(metrics.statusCode()).isEqualTo(404);
      assertThat(metrics.body()).isEqualTo("there is nothing here; there is /healthz, /readyz\n");
      Process check =
          new ProcessBuilder("../deploy/image/is-ready", Integer.toString(loopback.port()))
              .redirectErrorStream(true)
              .start();
      assertThat(new String(check.getInputStream().readAllBytes(), UTF_8))
          .isEqualTo("the disk is missing\n");
      assertThat(check.waitFor()).isEqualTo(1);
    }
  }
}
