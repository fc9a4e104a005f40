package org.modyn.common.security;

import static org.modyn.common.error.Checks.inField;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.config.system.TlsConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServerProtection;

/** The protection of a server, as its section {@code security} says. */
public final class ServerSecurity implements ServerProtection {
  /** The versions of TLS without known weaknesses. */
  static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private final Optional<ReloadedFile<AcceptedTokens>> tokens;
  private final Optional<SslContext> encryption;

  private ServerSecurity(
      Optional<ReloadedFile<AcceptedTokens>> tokens, Optional<SslContext> encryption) {
    this.tokens = tokens;
    this.encryption = encryption;
  }

  /**
   * Reads the files of a section.
   *
   * @throws ModynException FAILED_PRECONDITION when one cannot be used
   */
  public static ServerSecurity of(SecurityConfig config) {
    return new ServerSecurity(
        config.acceptedTokens().map(ServerSecurity::tokens),
        config.tls().map(ServerSecurity::encryption));
  }

  private static ReloadedFile<AcceptedTokens> tokens(Path file) {
    return inField(
        "security.accepted_tokens",
        () -> new ReloadedFile<>(List.of(file), () -> AcceptedTokens.read(file)));
  }

  private static SslContext encryption(TlsConfig tls) {
    SslContextBuilder builder = SslContextBuilder.forServer(identity(tls)).protocols(PROTOCOLS);
    tls.clientCa()
        .ifPresent(
            file ->
                builder
                    .trustManager(
                        inField("security.tls.client_ca", () -> ReloadedTrustManager.of(file)))
                    .clientAuth(ClientAuth.OPTIONAL));
    try {
      return GrpcSslContexts.configure(builder).build();
    } catch (SSLException e) {
      throw PemFiles.unusable(tls.certificate(), "TLS cannot be used: " + e.getMessage(), e);
    }
  }

  static ReloadedKeyManager identity(TlsConfig tls) {
    ReloadedFile<X509ExtendedKeyManager> identity =
        inField(
            "security.tls",
            () ->
                new ReloadedFile<>(
                    List.of(tls.certificate(), tls.privateKey()),
                    () -> Identity.read(tls.certificate(), tls.privateKey())));
    return new ReloadedKeyManager(identity::content);
  }

  private static Set<Role> rolesOf(String authorization, ReloadedFile<AcceptedTokens> accepted) {
    return BearerToken.of(authorization)
        .map(token -> accepted.content().roles(token))
        .orElseGet(() -> EnumSet.noneOf(Role.class));
  }

  @Override
  public void protect(String serverName, NettyServerBuilder server) {
    encryption.ifPresent(server::sslContext);
    tokens.ifPresent(
        accepted ->
            server.intercept(
                new AuthorizationInterceptor(
                    serverName, authorization -> rolesOf(authorization, accepted))));
  }
}
