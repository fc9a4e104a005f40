package org.modyn.cli.command.server;

import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ClientProtection;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.network.Loopback;
import org.modyn.common.security.ClientSecurity;
import org.modyn.common.security.TokenFiles;
import picocli.CommandLine.Option;

/** Options that say how a command proves to a server who calls. */
public final class ConnectionArguments {
  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:MODYN_TOKEN_FILE}",
      description =
          "The file with the token that the server requires. Default: the environment variable"
              + " MODYN_TOKEN_FILE, or for a server of this machine, ~/.modyn/token.")
  private Path tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      defaultValue = "${env:MODYN_CA_FILE}",
      description =
          "The file with the certificate of the certification authority that signed the server's:"
              + " encrypts the connection with TLS. Default: the environment variable"
              + " MODYN_CA_FILE, or no TLS.")
  private Path ca;

  /**
   * Returns the protection of calls to a server at an address.
   *
   * @throws ModynException FAILED_PRECONDITION when a file cannot be used, or the token would be
   *     sent to another machine unencrypted
   */
  ClientProtection protection(ServiceAddress address) {
    Optional<Path> token =
        Optional.ofNullable(tokenFile)
            .or(
                () ->
                    Loopback.contains(address.hostname())
                        ? TokenFiles.ofStateDirectory(ModynConfig.defaults().stateDirectory())
                        : Optional.empty());
    if (tokenFile != null && ca == null && !Loopback.contains(address.hostname())) {
      throw ModynException.failedPrecondition(
          "the token would be sent to %s unencrypted: name the certificate of the server's"
              + " certification authority by --ca or MODYN_CA_FILE",
          address);
    }
    return ClientSecurity.of(token, Optional.ofNullable(ca));
  }

  /**
   * Returns the protection of calls to a server of a state directory: its token.
   *
   * @throws ModynException FAILED_PRECONDITION when its file cannot be used
   */
  ClientProtection protection(Path stateDirectory) {
    return ClientSecurity.of(TokenFiles.ofStateDirectory(stateDirectory), Optional.empty());
  }
}
