package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;

import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The address of a server.
 *
 * @param hostname a name or an address
 * @param port 1 to 65535; for a server that is started, 0 chooses a free port
 */
public record ServiceAddress(String hostname, int port) {
  public ServiceAddress {
    requireNonNull(hostname, "hostname is null");
    if (hostname.isBlank()) {
      throw new IllegalArgumentException("hostname is empty");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be between 0 and 65535, but is " + port);
    }
  }

  /**
   * Parses {@code host:port}; an IPv6 address is in brackets.
   *
   * @throws ModynException INVALID_ARGUMENT when the text has another form
   */
  public static ServiceAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0) {
      String hostname = text.substring(0, colon);
      if (hostname.startsWith("[") && hostname.endsWith("]")) {
        hostname = hostname.substring(1, hostname.length() - 1);
      }
      try {
        int port = Integer.parseInt(text.substring(colon + 1));
        if (!hostname.isBlank() && port > 0 && port <= 65535) {
          return new ServiceAddress(hostname, port);
        }
      } catch (NumberFormatException e) {
        throw invalid(text, e);
      }
    }
    throw invalid(text, null);
  }

  private static ModynException invalid(String text, Throwable cause) {
    return new ModynException(
        ErrorCategory.INVALID_ARGUMENT,
        "'%s' is not an address: expected HOST:PORT, for example localhost:50063".formatted(text),
        cause);
  }

  @Override
  public String toString() {
    return (hostname.indexOf(':') >= 0 ? "[" + hostname + "]" : hostname) + ":" + port;
  }
}
