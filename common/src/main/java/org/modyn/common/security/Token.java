package org.modyn.common.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.modyn.common.error.ModynException;

/** A bearer token: a secret that is sent with each call. */
final class Token {
  static final String HASH_PREFIX = "sha256:";

  private static final int BYTES = 32;

  /** Tokens of RFC 6750, long enough not to be guessed. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/=-]{32,512}");

  private final String secret;

  private Token(String secret) {
    this.secret = requireNonNull(secret, "secret is null");
  }

  /** Makes a token of 256 random bits. */
  static Token random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * Checks the form of a token.
   *
   * @param origin the file and line, for the message, which does not repeat the token
   * @throws ModynException FAILED_PRECONDITION when it has another form
   */
  static Token parse(String text, String origin) {
    if (!FORM.matcher(text).matches()) {
      throw ModynException.failedPrecondition(
          "%s: not a token, which has 32 to 512 letters, digits and characters of ._~+/=-; 'modyn"
              + " tokens create' makes tokens",
          origin);
    }
    return new Token(text);
  }

  String secret() {
    return secret;
  }

  byte[] hash() {
    return hash(secret);
  }

  /** Returns the hash as a text for files. A token of 256 random bits cannot be found from it. */
  String hashText() {
    return HASH_PREFIX + HexFormat.of().formatHex(hash());
  }

  /** Returns the SHA-256 hash of a text of which only ASCII characters count. */
  static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Does not contain the secret. */
  @Override
  public String toString() {
    return "token";
  }
}
