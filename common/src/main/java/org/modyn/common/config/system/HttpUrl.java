package org.modyn.common.config.system;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import org.modyn.common.config.schema.Scalar;

/** The URL of an HTTP server. */
@Scalar
public record HttpUrl(URI uri) {
  public HttpUrl {
    requireNonNull(uri, "uri is null");
  }

  /**
   * @throws IllegalArgumentException when it is not an HTTP URL
   */
  public static HttpUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw invalid(text, e);
    }
    if (uri.getHost() == null
        || uri.getUserInfo() != null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw invalid(text, null);
    }
    return new HttpUrl(uri);
  }

  private static IllegalArgumentException invalid(String text, Throwable cause) {
    return new IllegalArgumentException(
        "must be a URL like http://host:port, but is \"" + text + "\"", cause);
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
