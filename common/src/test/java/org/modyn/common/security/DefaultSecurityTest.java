package org.modyn.common.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.config.system.TlsConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;

final class DefaultSecurityTest {
  private static final Path FILE = Path.of("file");

  @TempDir private Path directory;

  private ModynConfig config(String yaml) {
    return ConfigLoader.parse(
        "modyn.yaml", "state_directory: %s\n%s".formatted(directory, yaml), ModynConfig.class);
  }

  @Test
  void serversOfOneMachineUseTheTokenOfTheStateDirectory() {
    SecurityConfig security = DefaultSecurity.apply(config("")).security();
    assertThat(security.acceptedTokens()).contains(directory.resolve("accepted_tokens"));
    assertThat(security.tokenFile()).contains(directory.resolve("token"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "security: {insecure: true}",
        "security: {token_file: file}",
        "selector: {hostname: 0.0.0.0}",
        "storage: {replicas: ['192.0.2.1:50051']}"
      })
  void othersDoNot(String yaml) {
    ModynConfig config = config(yaml);
    assertThat(DefaultSecurity.apply(config)).isEqualTo(config);
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void otherAddressesNeedTokensAndCertificates(String host) {
    ServiceAddress address = new ServiceAddress(host, 50051);
    TlsConfig tls = new TlsConfig(FILE, FILE, FILE, Optional.empty(), List.of());
    SecurityConfig tokensOnly =
        new SecurityConfig(Optional.of(FILE), Optional.empty(), Optional.empty(), false);
    SecurityConfig tlsOnly =
        new SecurityConfig(Optional.empty(), Optional.empty(), Optional.of(tls), false);
    SecurityConfig both =
        new SecurityConfig(Optional.of(FILE), Optional.empty(), Optional.of(tls), false);
    for (SecurityConfig security :
        new SecurityConfig[] {SecurityConfig.none(), tokensOnly, tlsOnly}) {
      assertThatThrownBy(() -> DefaultSecurity.requireSafe("storage", address, security))
          .isInstanceOf(ModynException.class)
          .hasMessageContaining(
              security.tls().isPresent()
                  ? "security.accepted_tokens: is missing"
                  : "storage does not listen on " + address)
          .hasMessageContaining("modyn tokens create");
      assertThatCode(
              () -> DefaultSecurity.requireSafe("storage", address, security.withInsecure(true)))
          .doesNotThrowAnyException();
    }
    assertThatCode(() -> DefaultSecurity.requireSafe("storage", address, both))
        .doesNotThrowAnyException();
  }

  @Test
  void certificatesAloneLetEveryoneIn() {
    TlsConfig tls = new TlsConfig(FILE, FILE, FILE, Optional.empty(), List.of());
    SecurityConfig tlsOnly =
        new SecurityConfig(Optional.empty(), Optional.empty(), Optional.of(tls), false);
    assertThatThrownBy(
            () ->
                DefaultSecurity.requireSafe("storage", new ServiceAddress("127.0.0.1", 1), tlsOnly))
        .isInstanceOf(ModynException.class)
        .hasMessageStartingWith("security.accepted_tokens: is missing, so that everyone");
  }

  @Test
  void loopbackNeedsNothing() {
    assertThatCode(
            () ->
                DefaultSecurity.requireSafe(
                    "storage", new ServiceAddress("127.0.0.2", 1), SecurityConfig.none()))
        .doesNotThrowAnyException();
  }
}
