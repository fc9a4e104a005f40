package org.modyn.storage.dataset;

/**
 * The maximum size of a {@link FileChunk}; a file with more samples is in a separate chunk.
 *
 * @param files at most 65536
 * @param samples of all its files
 */
record ChunkLimits(int files, int samples) {
  static final ChunkLimits DEFAULT = new ChunkLimits(4096, 1 << 20);

  boolean allow(long moreFiles, long moreSamples) {
    return moreFiles <= files && moreSamples <= samples;
  }
}
