package org.modyn.common.config.system;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.config.schema.Scalar;

/**
 * The JDBC URL of a database.
 *
 * @param parameters all but user and password, as {@code name=value&name=value}
 */
@Scalar
public record JdbcUrl(
    String hostname,
    int port,
    String database,
    Optional<String> username,
    Optional<String> password,
    String parameters) {
  private static final String PREFIX = "jdbc:";
  private static final int DEFAULT_PORT = 5432;
  private static final int LARGEST_PORT = 65535;

  /**
   * @throws IllegalArgumentException whose message does not repeat the URL, which may hold a
   *     password
   */
  public static JdbcUrl parse(String url) {
    URI uri = parseUri(url);
    String path = uri.getPath();
    if (uri.getHost() == null
        || path == null
        || path.length() < 2
        || uri.getPort() > LARGEST_PORT) {
      throw invalid(null);
    }
    Optional<String> username = Optional.empty();
    Optional<String> password = Optional.empty();
    List<String> others = new ArrayList<>();
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    for (String parameter : query.split("&", -1)) {
      if (parameter.startsWith("user=")) {
        username = Optional.of(decodeValue(parameter));
      } else if (parameter.startsWith("password=")) {
        password = Optional.of(decodeValue(parameter));
      } else if (!parameter.isEmpty()) {
        others.add(parameter);
      }
    }
    return new JdbcUrl(
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        path.substring(1),
        username,
        password,
        String.join("&", others));
  }

  private static URI parseUri(String url) {
    if (!url.startsWith(PREFIX + "postgresql://")) {
      throw invalid(null);
    }
    try {
      return new URI(url.substring(PREFIX.length()));
    } catch (URISyntaxException e) {
      throw invalid(e);
    }
  }

  private static String decodeValue(String parameter) {
    try {
      return URLDecoder.decode(
          parameter.substring(parameter.indexOf('=') + 1), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid(e);
    }
  }

  private static IllegalArgumentException invalid(Throwable cause) {
    return new IllegalArgumentException(
        "must be a JDBC URL of PostgreSQL; allowed: for example"
            + " jdbc:postgresql://localhost:5432/modyn?user=modyn&password=...",
        cause);
  }

  /** Omits user and password, because this text may be logged. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%spostgresql://%s:%d/%s%s",
        PREFIX,
        hostname,
        port,
        database,
        parameters.isEmpty() ? "" : "?" + parameters);
  }
}
