package org.modyn.common.config.system;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;

/**
 * Who may call the servers, how servers prove to each other who they are, and encryption.
 *
 * @param acceptedTokens empty: clients need no token
 * @param tokenFile empty: the server sends no token
 * @param tls empty: connections are not encrypted
 */
@Description("Who may call the servers, and encryption")
public record SecurityConfig(
    @Description(
            "File with the tokens that a server accepts: lines of a role (read, submit, worker or"
                + " server) and a token or its hash, sha256:...; read again when it changes; 'modyn"
                + " tokens create DIRECTORY' makes one. A server on loopback that has neither"
                + " tokens nor certificates uses the token of its state directory")
        Optional<Path> acceptedTokens,
    @Description("File with the token that this server sends to the other servers")
        Optional<Path> tokenFile,
    @Description("The certificates by which connections are encrypted") Optional<TlsConfig> tls,
    @Description(
            "Allow a server to listen on other addresses than loopback without certificates and"
                + " tokens, and on loopback without a token: whoever reaches it may do everything")
        @Default("false")
        boolean insecure) {

  /** Returns the configuration of an empty section. */
  public static SecurityConfig none() {
    return ConfigLoader.parse("defaults", "", SecurityConfig.class);
  }

  /** Returns whether the section names tokens or certificates. */
  public boolean isConfigured() {
    return acceptedTokens.isPresent() || tokenFile.isPresent() || tls.isPresent();
  }

  public SecurityConfig withInsecure(boolean newInsecure) {
    return RecordCopy.with(this, Map.of("insecure", newInsecure));
  }
}
