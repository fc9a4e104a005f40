package org.modyn.common.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.config.system.TlsConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ClientProtection;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.WaitListener;
import org.modyn.proto.evaluator.EvaluatorGrpc;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.trainer.TrainerServerGrpc;

final class TlsTest {
  private static final Duration LIFETIME = Duration.ofDays(1);
  private static final MethodDescriptor<?, ?> READING = StorageGrpc.getListDatasetsMethod();
  private static final MethodDescriptor<?, ?> SERVERS_ONLY = StorageGrpc.getGetMethod();

  private static final WaitListener NOBODY =
      new WaitListener() {
        @Override
        public void waiting(String server, String reason, Instant since) {}

        @Override
        public void answered(String server) {}
      };

  @TempDir private Path directory;
  private Path certificates;

  @BeforeEach
  void makeCertificates() {
    certificates = directory.resolve("certificates");
    new CertificateFiles(certificates)
        .create(List.of(List.of("server", "127.0.0.1"), List.of("peer")), LIFETIME);
  }

  private static TlsConfig tls(Path files, String name) {
    return new TlsConfig(
        files.resolve(name + ".crt"),
        files.resolve(name + ".key"),
        files.resolve("ca.crt"),
        Optional.of(files.resolve("ca.crt")),
        List.of());
  }

  private static SecurityConfig section(Path files, String name) {
    return new SecurityConfig(
        Optional.empty(), Optional.empty(), Optional.of(tls(files, name)), false);
  }

  /** With tokens, too. */
  private SecurityConfig withTokens() {
    Path tokens = directory.resolve("tokens");
    TokenFiles.create(tokens);
    return new SecurityConfig(
        Optional.of(tokens.resolve(TokenFiles.ACCEPTED)),
        Optional.empty(),
        Optional.of(tls(certificates, "server")),
        false);
  }

  private static ClientProtection trusting(Path ca) {
    return ClientSecurity.of(Optional.empty(), Optional.of(ca));
  }

  private static void connect(GrpcClient client) {
    client.awaitRunning(Duration.ofSeconds(20), NOBODY);
  }

  private static void assertRefused(GrpcClient client, String reason) {
    assertThatThrownBy(() -> connect(client))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNAVAILABLE))
        .hasMessageStartingWith("cannot reach the test at ")
        .hasMessageContaining(reason);
  }

  @Test
  void encryptsAndAcceptsTokens() {
    Path token = directory.resolve("tokens").resolve("read.token");
    try (SecuredServer server = SecuredServer.start(withTokens());
        GrpcClient reader =
            server.connect(
                ClientSecurity.of(
                    Optional.of(token), Optional.of(certificates.resolve("ca.crt"))));
        GrpcClient nobody = server.connect(trusting(certificates.resolve("ca.crt")))) {
      assertThat(SecuredServer.call(reader, READING).getCode()).isEqualTo(Code.UNIMPLEMENTED);
      assertThat(SecuredServer.call(reader, SERVERS_ONLY).getCode())
          .isEqualTo(Code.PERMISSION_DENIED);
      assertThat(SecuredServer.call(nobody, READING).getCode()).isEqualTo(Code.UNAUTHENTICATED);
    }
  }

  @Test
  void acceptsACertificateAsProofOfAServer() {
    try (SecuredServer server = SecuredServer.start(withTokens());
        GrpcClient peer = server.connect(ClientSecurity.of(section(certificates, "peer")))) {
      assertThat(SecuredServer.call(peer, SERVERS_ONLY).getCode()).isEqualTo(Code.UNIMPLEMENTED);
      assertThat(SecuredServer.call(peer, StorageGrpc.getDeleteDatasetMethod()).getCode())
          .isEqualTo(Code.PERMISSION_DENIED);
    }
  }

  @Test
  void aWorkerMayDoLessThanOtherServers() {
    TlsConfig own = tls(certificates, "server");
    SecurityConfig withWorkers =
        new SecurityConfig(
            withTokens().acceptedTokens(),
            Optional.empty(),
            Optional.of(
                new TlsConfig(
                    own.certificate(),
                    own.privateKey(),
                    own.ca(),
                    own.clientCa(),
                    List.of("Peer", "evaluator"))),
            false);
    try (SecuredServer server = SecuredServer.start(withWorkers);
        GrpcClient worker = server.connect(ClientSecurity.of(section(certificates, "peer")));
        GrpcClient other = server.connect(ClientSecurity.of(section(certificates, "server")))) {
      for (MethodDescriptor<?, ?> method :
          List.of(
              StorageGrpc.getGetMethod(),
              StorageGrpc.getListDatasetsMethod(),
              SelectorGrpc.getGetSampleKeysAndWeightsMethod(),
              ModelStorageGrpc.getStoreModelMethod(),
              ModelStorageGrpc.getLoadModelMethod())) {
        assertThat(SecuredServer.call(worker, method).getCode()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(SecuredServer.call(other, method).getCode()).isEqualTo(Code.UNIMPLEMENTED);
      }
      for (MethodDescriptor<?, ?> method :
          List.of(
              TrainerServerGrpc.getStartTrainingMethod(),
              TrainerServerGrpc.getDeleteCheckpointsMethod(),
              EvaluatorGrpc.getEvaluateModelMethod(),
              SelectorGrpc.getInformDataMethod(),
              SelectorGrpc.getUnregisterPipelineMethod(),
              ModelStorageGrpc.getDeleteModelMethod(),
              ModelStorageGrpc.getDeletePipelineMethod())) {
        assertThat(SecuredServer.call(worker, method).getCode()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(SecuredServer.call(other, method).getCode()).isEqualTo(Code.UNIMPLEMENTED);
      }
      assertThat(SecuredServer.call(worker, SupervisorGrpc.getStartPipelineMethod()).getCode())
          .isEqualTo(Code.PERMISSION_DENIED);
    }
  }

  @Test
  void refusesAClientWithACertificateOfAnotherAuthority() throws IOException {
    Path other = directory.resolve("other");
    new CertificateFiles(other).create(List.of(List.of("peer")), LIFETIME);
    // the client trusts the server, but has another certificate
    Files.copy(
        certificates.resolve("ca.crt"),
        other.resolve("ca.crt"),
        StandardCopyOption.REPLACE_EXISTING);
    try (SecuredServer server = SecuredServer.start(withTokens());
        GrpcClient peer = server.connect(ClientSecurity.of(section(other, "peer")))) {
      assertThat(SecuredServer.call(peer, SERVERS_ONLY).getCode()).isEqualTo(Code.UNAUTHENTICATED);
    }
  }

  @Test
  void aClientRefusesAServerWithACertificateOfAnotherAuthority() {
    Path other = directory.resolve("other");
    new CertificateFiles(other).create(List.of(List.of("server")), LIFETIME);
    try (SecuredServer server = SecuredServer.start(section(certificates, "server"));
        GrpcClient client = server.connect(trusting(other.resolve("ca.crt")))) {
      assertRefused(client, "TLS fails: unable to find valid certification path");
    }
  }

  @Test
  void aClientRefusesAServerWithAnotherName() {
    try (SecuredServer server = SecuredServer.start(section(certificates, "server"));
        GrpcClient client = server.connect("localhost", trusting(certificates.resolve("ca.crt")))) {
      assertRefused(client, "TLS fails: No subject alternative DNS name matching localhost found");
    }
  }

  @Test
  void aClientRefusesAnExpiredCertificate() {
    Clock past = Clock.fixed(Instant.now().minus(Duration.ofDays(9)), ZoneOffset.UTC);
    Path old = directory.resolve("old");
    new CertificateFiles(old, past).create(List.of(List.of("server", "127.0.0.1")), LIFETIME);
    try (SecuredServer server = SecuredServer.start(section(old, "server"));
        GrpcClient client = server.connect(trusting(old.resolve("ca.crt")))) {
      assertRefused(client, "TLS fails: NotAfter: ");
    }
  }

  @Test
  void saysThatTheServerRequiresTls() {
    try (SecuredServer server = SecuredServer.start(section(certificates, "server"));
        GrpcClient client = server.connect(ClientProtection.NONE)) {
      assertRefused(client, "it requires TLS: name the file with the certificate");
    }
  }

  @Test
  void saysThatTheServerDoesNotUseTls() {
    try (SecuredServer server = SecuredServer.start(SecurityConfig.none());
        GrpcClient client = server.connect(trusting(certificates.resolve("ca.crt")))) {
      assertRefused(client, "it does not use TLS, but this client does");
    }
  }

  @Test
  void usesRenewedCertificatesWithoutARestart() throws Exception {
    Path other = directory.resolve("other");
    new CertificateFiles(other).create(List.of(List.of("server", "127.0.0.1")), LIFETIME);
    try (SecuredServer server = SecuredServer.start(section(certificates, "server"))) {
      try (GrpcClient client = server.connect(trusting(certificates.resolve("ca.crt")))) {
        connect(client);
      }
      FileTime now = FileTime.from(Instant.now().plusSeconds(1));
      for (String file : List.of("server.crt", "server.key")) {
        Files.move(
            other.resolve(file), certificates.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(certificates.resolve(file), now);
      }
      Thread.sleep(1_100);
      try (GrpcClient client = server.connect(trusting(other.resolve("ca.crt")))) {
        connect(client);
        assertThat(SecuredServer.call(client, READING).getCode()).isEqualTo(Code.UNIMPLEMENTED);
      }
      try (GrpcClient client = server.connect(trusting(certificates.resolve("ca.crt")))) {
        assertRefused(client, "TLS fails: ");
      }
    }
  }

  @Test
  void namesTheFileThatCannotBeUsed() throws IOException {
    Path certificate = certificates.resolve("server.crt");
    Path key = certificates.resolve("server.key");
    assertThatThrownBy(
            () ->
                ServerSecurity.of(
                    new SecurityConfig(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(
                            new TlsConfig(
                                certificate,
                                certificates.resolve("peer.key"),
                                certificate,
                                Optional.empty(),
                                List.of())),
                        false)))
        .isInstanceOf(ModynException.class)
        .hasMessage(
            "security.tls: %s: not the private key of the certificate in %s",
            certificates.resolve("peer.key"), certificate);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> ServerSecurity.of(section(certificates, "server")))
        .isInstanceOf(ModynException.class)
        .hasMessageStartingWith("security.tls: " + key + " contains secrets");
    Files.delete(certificate);
    assertThatThrownBy(() -> ServerSecurity.of(section(certificates, "server")))
        .isInstanceOf(ModynException.class)
        .hasMessage("security.tls: %s: there is no such file", certificate);
  }

  @Test
  void writesKeysForTheirOwnerOnly() throws IOException {
    for (String file : List.of("ca.key", "server.key", "peer.key")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(certificates.resolve(file))))
          .isEqualTo("rw-------");
    }
  }
}
