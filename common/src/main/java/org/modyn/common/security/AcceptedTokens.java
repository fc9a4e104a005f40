package org.modyn.common.security;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The tokens that a server accepts, of which it keeps the hashes only. Each line of their file is a
 * role and a token, or the hash of a token: {@code submit sha256:...}. Empty lines and those that
 * begin with {@code #} are ignored. A token may be in several lines, with different roles.
 */
final class AcceptedTokens {
  private static final int HASH_BYTES = 32;

  private final List<Line> lines;

  private record Line(Role role, byte[] hash) {}

  private AcceptedTokens(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /**
   * Reads a file.
   *
   * @throws ModynException FAILED_PRECONDITION when it cannot be read, others may read it, or it
   *     has another form
   */
  static AcceptedTokens read(Path file) {
    return parse(SecretFiles.read(file), file.toString());
  }

  private static AcceptedTokens parse(String content, String file) {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String line : content.lines().map(String::strip).toList()) {
      number++;
      if (!line.isEmpty() && !line.startsWith("#")) {
        lines.add(parseLine(line, file + ", line " + number));
      }
    }
    if (lines.isEmpty()) {
      throw ModynException.failedPrecondition("%s contains no tokens", file);
    }
    return new AcceptedTokens(lines);
  }

  /** Messages do not repeat the line, which may contain a secret. */
  private static Line parseLine(String line, String origin) {
    String[] words = line.split("\\s+");
    if (words.length != 2) {
      throw ModynException.failedPrecondition("%s: expected a role and a token", origin);
    }
    Role role =
        Role.named(words[0])
            .orElseThrow(
                () ->
                    ModynException.failedPrecondition(
                        "%s: expected a role, which is read, submit, worker or server", origin));
    return new Line(role, hash(words[1], origin));
  }

  private static byte[] hash(String word, String origin) {
    if (!word.startsWith(Token.HASH_PREFIX)) {
      return Token.parse(word, origin).hash();
    }
    try {
      byte[] hash = HexFormat.of().parseHex(word.substring(Token.HASH_PREFIX.length()));
      if (hash.length == HASH_BYTES) {
        return hash;
      }
    } catch (IllegalArgumentException e) {
      throw noHash(origin, e);
    }
    throw noHash(origin, null);
  }

  private static ModynException noHash(String origin, Throwable cause) {
    return new ModynException(
        ErrorCategory.FAILED_PRECONDITION,
        "%s: sha256: is followed by another number of hexadecimal digits than 64".formatted(origin),
        cause);
  }

  /**
   * Returns the roles of a token; empty for one that is not accepted. How long this takes does not
   * depend on how much of a token is right.
   */
  Set<Role> roles(String token) {
    byte[] hash = Token.hash(requireNonNull(token, "token is null"));
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (Line line : lines) {
      if (MessageDigest.isEqual(line.hash(), hash)) {
        roles.add(line.role());
      }
    }
    return roles;
  }

  /** Contains no hashes. */
  @Override
  public String toString() {
    return lines.size() + " accepted tokens";
  }
}
