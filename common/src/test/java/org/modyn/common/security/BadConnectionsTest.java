package org.modyn.common.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.config.system.TlsConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.RegisterNewDatasetResponse;
import org.modyn.proto.storage.StorageGrpc;

/**
 * What a hostile client may send to a server with certificates and tokens. After each attempt, a
 * client with a token is served.
 */
@Timeout(120)
final class BadConnectionsTest {
  private static final Duration LIFETIME = Duration.ofDays(1);

  @TempDir private Path directory;
  private Path certificates;
  private Path tokens;
  private SecuredServer server;

  @BeforeEach
  void start() {
    certificates = directory.resolve("certificates");
    tokens = directory.resolve("tokens");
    new CertificateFiles(certificates)
        .create(List.of(List.of("server", "127.0.0.1"), List.of("peer")), LIFETIME);
    TokenFiles.create(tokens);
    server =
        SecuredServer.start(
            new SecurityConfig(
                Optional.of(tokens.resolve(TokenFiles.ACCEPTED)),
                Optional.empty(),
                Optional.of(tls(certificates, "server")),
                false));
  }

  @AfterEach
  void othersAreStillServed() {
    try (GrpcClient reader = client()) {
      assertThat(SecuredServer.call(reader, StorageGrpc.getListDatasetsMethod()).getCode())
          .isEqualTo(Code.UNIMPLEMENTED);
    }
    server.close();
  }

  private GrpcClient client() {
    return server.connect(
        ClientSecurity.of(
            Optional.of(tokens.resolve("submit.token")),
            Optional.of(certificates.resolve("ca.crt"))));
  }

  private static TlsConfig tls(Path files, String name) {
    return new TlsConfig(
        files.resolve(name + ".crt"),
        files.resolve(name + ".key"),
        files.resolve("ca.crt"),
        Optional.of(files.resolve("ca.crt")),
        List.of());
  }

  static Stream<byte[]> bytesThatAreNotTls() {
    byte[] random = new byte[10_000];
    new Random(1).nextBytes(random);
    return Stream.of(
        "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII),
        new byte[100_000],
        random,
        // a record of TLS whose length is 0xFFFF
        new byte[] {0x16, 3, 3, (byte) 0xFF, (byte) 0xFF, 1, 2, 3});
  }

  /** Of the record with a length, the end comes when the handshake has lasted too long. */
  @ParameterizedTest
  @MethodSource("bytesThatAreNotTls")
  void plainTextIsRefused(byte[] bytes) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.address().port())) {
      socket.setSoTimeout(60_000);
      try {
        socket.getOutputStream().write(bytes);
      } catch (IOException _) {
        return; // it has closed the connection already
      }
      assertThat(answer(socket)).isNotEqualTo("HTTP");
    }
  }

  /** Waits for the end of the connection; returns the first characters that were received. */
  private static String answer(Socket socket) {
    try (InputStream input = socket.getInputStream()) {
      byte[] received = input.readAllBytes();
      return new String(received, 0, Math.min(4, received.length), US_ASCII);
    } catch (IOException e) {
      assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
      return "";
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1", "TLSv1.1"})
  void oldVersionsOfTlsAreRefused(String version) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        null, new TrustManager[] {ReloadedTrustManager.of(certificates.resolve("ca.crt"))}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.address().port())) {
      socket.setSoTimeout(60_000);
      socket.setEnabledProtocols(new String[] {version});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anExpiredCertificateOfAClientIsRefused() throws Exception {
    Path old = directory.resolve("old");
    Files.createDirectories(old);
    for (String file : List.of("ca.crt", "ca.key")) {
      Files.copy(certificates.resolve(file), old.resolve(file));
    }
    Clock past = Clock.fixed(Instant.now().minus(Duration.ofDays(9)), ZoneOffset.UTC);
    new CertificateFiles(old, past).create(List.of(List.of("peer")), LIFETIME);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {ServerSecurity.identity(tls(old, "peer"))},
        new TrustManager[] {ReloadedTrustManager.of(certificates.resolve("ca.crt"))},
        null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.address().port())) {
      socket.setSoTimeout(60_000);
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                // with TLS 1.3, the refusal comes after the client's part of the handshake
                socket.getInputStream().readAllBytes();
              })
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("certificate");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic YTpi",
        "Bearer ../../token",
        "Bearer modyn_",
      })
  void headersWithoutATokenAreRefused(String authorization) {
    try (GrpcClient nobody =
        server.connect(
            ClientSecurity.of(Optional.empty(), Optional.of(certificates.resolve("ca.crt"))))) {
      Metadata headers = new Metadata();
      headers.put(AuthorizationInterceptor.AUTHORIZATION, authorization);
      assertThat(
              SecuredServer.callWith(nobody, StorageGrpc.getListDatasetsMethod(), headers)
                  .getCode())
          .isEqualTo(Code.UNAUTHENTICATED);
    }
  }

  @Test
  void headersThatAreTooLargeAreRefused() {
    try (GrpcClient reader = client()) {
      Metadata large = new Metadata();
      large.put(Metadata.Key.of("x-large", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(20_000));
      assertThat(SecuredServer.callWith(reader, StorageGrpc.getListDatasetsMethod(), large).isOk())
          .isFalse();
      Metadata many = new Metadata();
      for (int index = 0; index < 1_000; index++) {
        many.put(Metadata.Key.of("x-" + index, Metadata.ASCII_STRING_MARSHALLER), "0123456789");
      }
      assertThat(
              SecuredServer.callWith(reader, StorageGrpc.getListDatasetsMethod(), many).getCode())
          .isNotIn(Code.OK, Code.UNIMPLEMENTED);
    }
  }

  @Test
  void aMessageThatIsTooLargeIsRefused() throws Exception {
    try (GrpcClient submitter = client()) {
      CompletableFuture<Status> closed = new CompletableFuture<>();
      ClientCall<RegisterNewDatasetRequest, RegisterNewDatasetResponse> call =
          submitter
              .channel()
              .newCall(StorageGrpc.getRegisterNewDatasetMethod(), CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              closed.complete(status);
            }
          },
          new Metadata());
      call.sendMessage(
          RegisterNewDatasetRequest.newBuilder().setDescription("x".repeat(65 << 20)).build());
      call.halfClose();
      call.request(1);
      assertThat(closed.get(60, TimeUnit.SECONDS).getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    }
  }
}
