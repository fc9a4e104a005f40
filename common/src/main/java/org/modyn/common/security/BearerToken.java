package org.modyn.common.security;

import java.util.Optional;

/** The header by which clients send tokens (RFC 6750). */
final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private BearerToken() {}

  /**
   * Returns the token in a header {@code Authorization}; empty if it contains none.
   *
   * @param authorization may be null
   */
  static Optional<String> of(String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? Optional.of(authorization.substring(SCHEME.length()).strip())
        : Optional.empty();
  }

  static String header(Token token) {
    return SCHEME + token.secret();
  }
}
