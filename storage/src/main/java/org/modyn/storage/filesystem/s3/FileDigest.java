package org.modyn.storage.filesystem.s3;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.cache.BlockKey;

/**
 * The name in the cache of the blocks of one version of an object: a digest of the server, the
 * bucket, the key, the size, the modification time, the entity tag (as far as it is part of the
 * {@link S3Status}) and the size of a block. Different content has a different name, so stale
 * blocks are never found.
 *
 * @param high first 8 bytes of the SHA-256
 * @param low next 8 bytes
 */
record FileDigest(long high, long low) {
  static FileDigest of(S3Storage storage, S3Location location, FileStatus file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      update(digest, storage.identity());
      update(digest, location.bucket());
      update(digest, location.key(file.path()));
      digest.update(
          ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
              .putLong(file.size())
              .putLong(file.modifiedNanos())
              .putInt(storage.layout().blockSize())
              .flip());
      ByteBuffer result = ByteBuffer.wrap(digest.digest());
      return new FileDigest(result.getLong(), result.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  BlockKey block(int number) {
    return new BlockKey(high, low, number);
  }
}
