package org.modyn.ml.downsampling.search;

/**
 * The memory that a search may use to keep what it could compute again. The results do not depend
 * on it.
 *
 * @param bytes of the heap
 */
public record MemoryLimit(long bytes) {
  private static final long MOST = 1L << 30;
  private static final int PART_OF_HEAP = 4;

  /** Returns 1 GiB, or a quarter of the heap's maximum size if that is less. */
  public static MemoryLimit ofHeap() {
    return new MemoryLimit(Math.min(MOST, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
  }

  /** Whether {@code rows} rows of {@code columns} numbers of float32 are within the limit. */
  boolean allows(long rows, long columns) {
    return rows * columns <= bytes / Float.BYTES;
  }
}
