package org.modyn.selector.file;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/** CRC-32C (Castagnoli) of off-heap memory, computed with the processor's CRC instructions. */
public final class Checksums {
  /** A ByteBuffer cannot view more than 2 GiB. */
  private static final long LARGEST_VIEW = 1L << 30;

  private Checksums() {}

  /** Returns the CRC-32C of {@code length} bytes from {@code offset}. */
  public static int crc32c(MemorySegment bytes, long offset, long length) {
    CRC32C checksum = new CRC32C();
    update(checksum, bytes, offset, length);
    return (int) checksum.getValue();
  }

  /** Continues {@code checksum} with {@code length} bytes from {@code offset}. */
  public static void update(CRC32C checksum, MemorySegment bytes, long offset, long length) {
    long end = offset + length;
    for (long position = offset; position < end; position += LARGEST_VIEW) {
      long size = Math.min(LARGEST_VIEW, end - position);
      checksum.update(bytes.asSlice(position, size).asByteBuffer());
    }
  }
}
