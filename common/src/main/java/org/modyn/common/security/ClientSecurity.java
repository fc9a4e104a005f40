package org.modyn.common.security;

import static org.modyn.common.error.Checks.inField;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.config.system.TlsConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ClientProtection;

/**
 * The protection of a client's calls: TLS, if certificates are named that the servers' ones are
 * signed with, and a token. The name in a server's certificate has to be that in its address.
 */
public final class ClientSecurity implements ClientProtection {
  private final Optional<ReloadedFile<Token>> token;
  private final Optional<Encryption> encryption;

  /**
   * @param own the certificate by which the client proves who it is
   */
  private record Encryption(ReloadedTrustManager trusted, Optional<ReloadedKeyManager> own) {
    static Encryption of(TlsConfig tls) {
      return new Encryption(
          inField("security.tls.ca", () -> ReloadedTrustManager.of(tls.ca())),
          Optional.of(ServerSecurity.identity(tls)));
    }

    SslContext forNetty() {
      SslContextBuilder builder =
          SslContextBuilder.forClient().trustManager(trusted).protocols(ServerSecurity.PROTOCOLS);
      own.ifPresent(builder::keyManager);
      try {
        return GrpcSslContexts.configure(builder).build();
      } catch (SSLException e) {
        throw unusable(e);
      }
    }

    SSLSocketFactory forSockets() {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
            own.map(manager -> new KeyManager[] {manager}).orElse(null),
            new TrustManager[] {trusted},
            null);
        return context.getSocketFactory();
      } catch (GeneralSecurityException e) {
        throw unusable(e);
      }
    }

    private static ModynException unusable(Exception cause) {
      return new ModynException(
          ErrorCategory.INTERNAL, "TLS cannot be used: " + cause.getMessage(), cause);
    }
  }

  private ClientSecurity(Optional<ReloadedFile<Token>> token, Optional<Encryption> encryption) {
    this.token = token;
    this.encryption = encryption;
  }

  /**
   * The protection of the calls that a server makes, as its section {@code security} says.
   *
   * @throws ModynException FAILED_PRECONDITION when a file of the section cannot be used
   */
  public static ClientSecurity of(SecurityConfig config) {
    return new ClientSecurity(
        config.tokenFile().map(file -> inField("security.token_file", () -> token(file))),
        config.tls().map(Encryption::of));
  }

  /**
   * The protection of a user's calls. Files are read again when they change.
   *
   * @param token the file with the token to send; empty: none
   * @param ca the file with the certificates that those of servers are signed with; empty: no TLS
   * @throws ModynException FAILED_PRECONDITION when a file cannot be read, others may read that of
   *     the token, or it does not contain what it should
   */
  public static ClientSecurity of(Optional<Path> token, Optional<Path> ca) {
    return new ClientSecurity(
        token.map(ClientSecurity::token),
        ca.map(file -> new Encryption(ReloadedTrustManager.of(file), Optional.empty())));
  }

  private static ReloadedFile<Token> token(Path file) {
    return new ReloadedFile<>(
        List.of(file), () -> Token.parse(SecretFiles.read(file).strip(), file.toString()));
  }

  @Override
  public void protect(NettyChannelBuilder channel) {
    encryption.ifPresentOrElse(
        tls -> channel.sslContext(tls.forNetty()), () -> channel.usePlaintext());
    token.ifPresent(file -> channel.intercept(new TokenInterceptor(file::content)));
  }

  @Override
  public Optional<SSLSocketFactory> encryption() {
    return encryption.map(Encryption::forSockets);
  }
}
