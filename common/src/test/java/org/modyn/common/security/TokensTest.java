package org.modyn.common.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ClientProtection;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.supervisor.SupervisorGrpc;

final class TokensTest {
  private static final MethodDescriptor<?, ?> READING = SupervisorGrpc.getListPipelinesMethod();

  @TempDir private Path directory;
  private Path accepted;
  private SecuredServer server;

  @BeforeEach
  void start() {
    TokenFiles.create(directory);
    accepted = directory.resolve(TokenFiles.ACCEPTED);
    server = SecuredServer.start(section(accepted));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static SecurityConfig section(Path accepted) {
    return new SecurityConfig(Optional.of(accepted), Optional.empty(), Optional.empty(), false);
  }

  private ClientProtection with(Role role) {
    return with(directory.resolve(role + ".token"));
  }

  private static ClientProtection with(Path token) {
    return ClientSecurity.of(Optional.of(token), Optional.empty());
  }

  private Status call(ClientProtection protection, MethodDescriptor<?, ?> method) {
    try (GrpcClient client = server.connect(protection)) {
      return SecuredServer.call(client, method);
    }
  }

  /** A method that is called fails by UNIMPLEMENTED. */
  @Test
  void aRoleMayCallItsMethodsOnly() {
    Map<Role, GrpcClient> clients = new HashMap<>();
    for (Role role : Role.values()) {
      clients.put(role, server.connect(with(role)));
    }
    SecuredServer.SERVICES.stream()
        .flatMap(service -> service.getServiceDescriptor().getMethods().stream())
        .forEach(
            method -> {
              Role required = RequiredRoles.of(method.getFullMethodName()).orElseThrow();
              clients.forEach(
                  (role, client) ->
                      assertThat(SecuredServer.call(client, method).getCode())
                          .as("%s with %s", method.getFullMethodName(), role)
                          .isEqualTo(
                              role == required
                                      || required == Role.READ
                                      || (required == Role.WORKER && role == Role.SERVER)
                                  ? Code.UNIMPLEMENTED
                                  : Code.PERMISSION_DENIED));
            });
    clients.values().forEach(GrpcClient::close);
  }

  @Test
  void saysWhichRoleIsNeeded() {
    Status denied = call(with(Role.READ), SupervisorGrpc.getStartPipelineMethod());
    assertThat(denied.getDescription())
        .isEqualTo(
            "supervisor.Supervisor/start_pipeline needs the role submit; the caller has the role"
                + " read");
    assertThat(GrpcErrors.toModynException("supervisor", denied.asRuntimeException()).category())
        .isEqualTo(ErrorCategory.PERMISSION_DENIED);
  }

  @Test
  void refusesCallsWithoutToken() {
    SecuredServer.SERVICES.stream()
        .flatMap(service -> service.getServiceDescriptor().getMethods().stream())
        .forEach(
            method -> {
              Status refused = call(ClientProtection.NONE, method);
              assertThat(refused.getCode())
                  .as(method.getFullMethodName())
                  .isEqualTo(Code.UNAUTHENTICATED);
              assertThat(refused.getDescription())
                  .startsWith("the test requires a token; name the file")
                  .contains("--token-file");
            });
  }

  @Test
  void refusesAnotherToken() throws IOException {
    Path other = directory.resolve("other");
    SecretFiles.create(other, Token.random().secret());
    Status refused = call(with(other), READING);
    assertThat(refused.getCode()).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(refused.getDescription())
        .startsWith("the test does not accept this token; ")
        .doesNotContain(Files.readString(other));

    // not a token, but its hash, which servers have in a file
    String hash = Files.readAllLines(accepted).getFirst().split(" ")[1];
    Metadata headers = new Metadata();
    headers.put(AuthorizationInterceptor.AUTHORIZATION, "Bearer " + hash);
    try (GrpcClient client = server.connect(ClientProtection.NONE)) {
      assertThat(SecuredServer.callWith(client, READING, headers).getCode())
          .isEqualTo(Code.UNAUTHENTICATED);
    }
  }

  @Test
  void leavesHealthOpenAndReflectionToReaders() {
    assertThat(call(ClientProtection.NONE, HealthGrpc.getCheckMethod())).isEqualTo(Status.OK);
    MethodDescriptor<?, ?> reflection = ServerReflectionGrpc.getServerReflectionInfoMethod();
    assertThat(call(ClientProtection.NONE, reflection).getCode()).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(call(with(Role.READ), reflection)).isEqualTo(Status.OK);
  }

  @Test
  void readsChangedFilesAgain() throws Exception {
    Path token = directory.resolve("token");
    SecretFiles.create(token, Files.readString(directory.resolve("read.token")));
    try (GrpcClient client = server.connect(with(token))) {
      assertThat(SecuredServer.call(client, READING).getCode()).isEqualTo(Code.UNIMPLEMENTED);
      Token replacement = Token.random();
      SecretFiles.replace(accepted, "# one\n\nread " + replacement.hashText() + "\n");
      await(client, Code.UNAUTHENTICATED);
      SecretFiles.replace(token, replacement.secret() + "\n");
      await(client, Code.UNIMPLEMENTED);
      // what cannot be read changes nothing
      SecretFiles.replace(accepted, "read\n");
      Thread.sleep(Duration.ofMillis(1_500));
      assertThat(SecuredServer.call(client, READING).getCode()).isEqualTo(Code.UNIMPLEMENTED);
    }
  }

  private static void await(GrpcClient client, Code expected) throws InterruptedException {
    while (SecuredServer.call(client, READING).getCode() != expected) {
      Thread.sleep(50);
    }
  }

  @Test
  void writesFilesForTheirOwnerOnly() throws IOException {
    try (var files = Files.list(directory)) {
      List<Path> all = files.sorted().toList();
      assertThat(all)
          .extracting(file -> file.getFileName().toString())
          .containsExactly(
              "accepted_tokens", "read.token", "server.token", "submit.token", "worker.token");
      for (Path file : all) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
    for (Role role : Role.values()) {
      assertThat(Files.readString(accepted))
          .doesNotContain(Files.readString(directory.resolve(role + ".token")).strip());
    }
    assertThatThrownBy(() -> TokenFiles.create(directory))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("read.token exists");
  }

  @Test
  void refusesFilesThatOthersMayRead() throws IOException {
    for (Path file : List.of(accepted, directory.resolve("read.token"))) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
    assertThatThrownBy(() -> ServerSecurity.of(section(accepted)))
        .isInstanceOf(ModynException.class)
        .hasMessage(
            "security.accepted_tokens: %1$s contains secrets, but other users have access to it"
                + " (rw-r--r--): chmod 600 %1$s",
            accepted);
    assertThatThrownBy(() -> with(Role.READ))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("other users have access");
  }

  @Test
  void errorsDoNotRepeatSecrets() throws IOException {
    String secret = "ThisIsASecretButNot$$$AToken1234567890";
    for (String content : List.of("read " + secret, secret, "reed " + secret, "read sha256:12x")) {
      SecretFiles.replace(accepted, content);
      assertThatThrownBy(() -> ServerSecurity.of(section(accepted)))
          .isInstanceOf(ModynException.class)
          .hasMessageStartingWith("security.accepted_tokens: " + accepted + ", line 1: ")
          .message()
          .doesNotContain(secret);
    }
    Path token = directory.resolve("token");
    SecretFiles.create(token, secret);
    assertThatThrownBy(() -> with(token))
        .isInstanceOf(ModynException.class)
        .message()
        .doesNotContain(secret);
    assertThat(Token.random()).hasToString("token");
  }

  @Test
  void theTokenOfAStateDirectoryMayDoEverything() {
    Path state = directory.resolve("state");
    SecurityConfig security = TokenFiles.createIn(state);
    assertThat(TokenFiles.createIn(state)).isEqualTo(security);
    try (SecuredServer other = SecuredServer.start(security);
        GrpcClient client = other.connect(ClientSecurity.of(security))) {
      for (MethodDescriptor<?, ?> method :
          List.of(READING, SupervisorGrpc.getStartPipelineMethod(), StorageGrpc.getGetMethod())) {
        assertThat(SecuredServer.call(client, method).getCode()).isEqualTo(Code.UNIMPLEMENTED);
      }
    }
  }
}
