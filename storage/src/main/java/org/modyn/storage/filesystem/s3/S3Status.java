package org.modyn.storage.filesystem.s3;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.modyn.storage.filesystem.FileStatus;

/**
 * The status of an object. S3 has modification times in whole seconds, and an object that is
 * overwritten within one second may keep its size; then only its entity tag differs. Therefore the
 * fraction of the second is a checksum of the tag: two contents with the same second and size are
 * considered equal with a probability of 1 in 1,000,000,000.
 */
final class S3Status {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private S3Status() {}

  /**
   * @param path relative to the dataset's folder
   * @param entityTag with or without quotes
   */
  static FileStatus of(String path, long size, Instant modified, String entityTag) {
    CRC32C checksum = new CRC32C();
    checksum.update(entityTag.replace("\"", "").getBytes(StandardCharsets.UTF_8));
    return new FileStatus(
        path,
        size,
        modified.getEpochSecond() * NANOS_PER_SECOND + checksum.getValue() % NANOS_PER_SECOND);
  }
}
