package org.modyn.storage.dataset;

/**
 * How large a {@link FileChunk} may become; a file with more samples is a chunk of its own.
 *
 * @param files at most 65536
 * @param samples of its files together
 */
record ChunkLimits(int files, int samples) {
  static final ChunkLimits DEFAULT = new ChunkLimits(4096, 1 << 20);

  boolean allow(long moreFiles, long moreSamples) {
    return moreFiles <= files && moreSamples <= samples;
  }
}
