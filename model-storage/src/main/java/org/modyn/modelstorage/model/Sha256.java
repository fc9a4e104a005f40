package org.modyn.modelstorage.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.modyn.common.error.ModynException;

/** A SHA-256 checksum. */
public final class Sha256 {
  private static final int SIZE = 32;

  private final byte[] bytes;

  /**
   * Wraps a checksum.
   *
   * @throws ModynException INVALID_ARGUMENT when it does not have 32 bytes
   */
  public Sha256(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw ModynException.invalidArgument(
          "checksum: a SHA-256 checksum has %s bytes, but this one has %s", SIZE, bytes.length);
    }
    this.bytes = bytes.clone();
  }

  /** Returns a new digest. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Returns the checksum of the bytes that {@code digest} was updated with. */
  public static Sha256 of(MessageDigest digest) {
    return new Sha256(digest.digest());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sha256 checksum && Arrays.equals(bytes, checksum.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Returns the checksum in hexadecimal, as {@code sha256sum} prints it. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
