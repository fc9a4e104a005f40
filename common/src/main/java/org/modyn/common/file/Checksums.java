package org.modyn.common.file;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/** CRC-32C (Castagnoli), computed with the processor's CRC instructions. */
public final class Checksums {
  private Checksums() {}

  /** Returns the CRC-32C of {@code length} bytes from {@code offset}, also of a mapped file. */
  public static int crc32c(MemorySegment bytes, long offset, long length) {
    CRC32C checksum = new CRC32C();
    MappedMemory.update(checksum, bytes, offset, length);
    return (int) checksum.getValue();
  }
}
