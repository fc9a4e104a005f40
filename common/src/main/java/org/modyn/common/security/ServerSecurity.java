package org.modyn.common.security;

import static org.modyn.common.error.Checks.inField;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
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
  private final Optional<TlsConfig> tls;
  private final CertificateRoles certificates;
  private final Optional<SslContext> encryption;

  private ServerSecurity(Optional<ReloadedFile<AcceptedTokens>> tokens, Optional<TlsConfig> tls) {
    this.tokens = tokens;
    this.tls = tls;
    this.certificates = new CertificateRoles(tls.map(TlsConfig::workers).orElse(List.of()));
    this.encryption = tls.map(ServerSecurity::encryption);
  }

  /** Returns a server that everyone may call, unencrypted. */
  public static ServerSecurity none() {
    return new ServerSecurity(Optional.empty(), Optional.empty());
  }

  /**
   * Reads the files of a section.
   *
   * @throws ModynException FAILED_PRECONDITION when one cannot be used
   */
  public static ServerSecurity of(SecurityConfig config) {
    return new ServerSecurity(config.acceptedTokens().map(ServerSecurity::tokens), config.tls());
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

  /**
   * Returns the encryption of an HTTP endpoint, by the same certificates; empty if there is none.
   *
   * @throws ModynException FAILED_PRECONDITION when a certificate cannot be used
   */
  public Optional<HttpsConfigurator> https() {
    return tls.map(ServerSecurity::https);
  }

  private static HttpsConfigurator https(TlsConfig tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trusted =
          tls.clientCa()
              .map(file -> new TrustManager[] {ReloadedTrustManager.of(file)})
              .orElse(new TrustManager[0]);
      context.init(new KeyManager[] {identity(tls)}, trusted, null);
      return new HttpsConfigurator(context) {
        @Override
        public void configure(HttpsParameters connection) {
          SSLParameters parameters = context.getDefaultSSLParameters();
          parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
          parameters.setWantClientAuth(tls.clientCa().isPresent());
          connection.setSSLParameters(parameters);
        }
      };
    } catch (GeneralSecurityException e) {
      throw PemFiles.unusable(tls.certificate(), "TLS cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * Returns whether the sender of an HTTP request may see what the role {@code read} may: it has
   * sent an accepted token or certificate, or clients need none.
   *
   * @param authorization the header; null if the request has none
   * @param session of TLS; empty: the connection is not encrypted
   */
  public boolean mayRead(String authorization, Optional<SSLSession> session) {
    return tokens.isEmpty()
        || session.flatMap(certificates::role).isPresent()
        || rolesOf(authorization, tokens.get()).stream().anyMatch(role -> role.includes(Role.READ));
  }

  @Override
  public void protect(String serverName, NettyServerBuilder server) {
    encryption.ifPresent(server::sslContext);
    tokens.ifPresent(
        accepted ->
            server.intercept(
                new AuthorizationInterceptor(
                    serverName, authorization -> rolesOf(authorization, accepted), certificates)));
  }
}
