package org.modyn.common.security;

import java.util.List;
import java.util.stream.Stream;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.config.system.ServerConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.network.Loopback;

/** What is secure without a section {@code security}, and what is refused. */
public final class DefaultSecurity {
  private DefaultSecurity() {}

  /**
   * Returns a configuration in which servers that only this machine can reach use the token of the
   * state directory, if the section {@code security} names neither tokens nor certificates.
   *
   * @throws ModynException as {@link TokenFiles#createIn}
   */
  public static ModynConfig apply(ModynConfig config) {
    SecurityConfig security = config.security();
    return security.insecure()
            || security.isConfigured()
            || !addresses(config).stream()
                .allMatch(address -> Loopback.contains(address.hostname()))
        ? config
        : config.withSecurity(TokenFiles.createIn(config.stateDirectory()));
  }

  private static List<ServiceAddress> addresses(ModynConfig config) {
    return Stream.concat(
            Stream.of(
                    config.selector(),
                    config.modelStorage(),
                    config.trainerServer(),
                    config.evaluator(),
                    config.supervisor())
                .map(ServerConfig::address),
            Stream.concat(
                Stream.of(config.storage().address()),
                config.storage().target().addresses().stream()))
        .toList();
  }

  /**
   * Checks that a server may listen on an address: one that only this machine can reach, or any if
   * connections are encrypted and clients need a token. A section that names only a part of that is
   * a mistake.
   *
   * @throws ModynException FAILED_PRECONDITION when it may not
   */
  public static void requireSafe(
      String serverName, ServiceAddress address, SecurityConfig security) {
    if (security.isConfigured() && security.acceptedTokens().isEmpty() && !security.insecure()) {
      throw ModynException.failedPrecondition(
          "security.accepted_tokens: is missing, so that everyone could call the %s at %s: name a"
              + " file with the tokens to accept ('modyn tokens create DIRECTORY' makes one), or"
              + " set security.insecure",
          serverName, address);
    }
    boolean safe = security.acceptedTokens().isPresent() && security.tls().isPresent();
    if (!safe && !security.insecure() && !Loopback.contains(address.hostname())) {
      throw ModynException.failedPrecondition(
          "%s does not listen on %s, which other machines may reach, without certificates and"
              + " tokens: make them ('modyn certificates create DIRECTORY --host NAME', 'modyn"
              + " tokens create DIRECTORY') and name them in the section 'security' of the system"
              + " configuration, or let everyone who reaches it do everything ('security:"
              + " {insecure: true}', or serve --insecure)",
          serverName, address);
    }
  }
}
