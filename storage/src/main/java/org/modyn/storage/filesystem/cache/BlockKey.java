package org.modyn.storage.filesystem.cache;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a block, which does not change between runs of the server.
 *
 * @param high first half of a digest of the identity of the file: its location, its version, and
 *     the size of its blocks
 * @param low second half of the digest
 * @param number the number of the block within the file, from 0
 */
public record BlockKey(long high, long low, int number) {
  private static final Pattern FILE_NAME =
      Pattern.compile("([0-9a-f]{16})([0-9a-f]{16})-([0-9a-f]{8})");

  String fileName() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low) + "-" + hex.toHexDigits(number);
  }

  static Optional<BlockKey> parse(String fileName) {
    Matcher matcher = FILE_NAME.matcher(fileName);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new BlockKey(
            HexFormat.fromHexDigitsToLong(matcher.group(1)),
            HexFormat.fromHexDigitsToLong(matcher.group(2)),
            HexFormat.fromHexDigits(matcher.group(3))));
  }
}
