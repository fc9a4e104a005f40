package org.modyn.storage.filesystem.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.modyn.storage.filesystem.cache.BlockClaim;

/**
 * Divides files into blocks, and combines blocks into requests.
 *
 * @param blockSize the size of each block of a file except the last, in bytes
 * @param maximumBlocks in one request
 * @param maximumGap the maximum number of unrequested blocks between two requested ones in one
 *     request: reading them takes less time than another request
 * @param maximumLoadingBytes the maximum number of bytes that are read ahead at a time
 */
record BlockLayout(int blockSize, int maximumBlocks, int maximumGap, long maximumLoadingBytes) {
  private static final long MAXIMUM_REQUEST_BYTES = 8L << 20;
  private static final long MAXIMUM_GAP_BYTES = 1L << 20;

  /** Limits reading ahead to a quarter of the cache, and requests to a fraction of this. */
  static BlockLayout of(int blockSize, long cacheSize) {
    long inRequest = Math.min(MAXIMUM_REQUEST_BYTES / blockSize, cacheSize / 16 / blockSize);
    return new BlockLayout(
        blockSize,
        (int) Math.max(1, inRequest),
        (int) (MAXIMUM_GAP_BYTES / blockSize),
        cacheSize / 4);
  }

  int block(long offset) {
    return Math.toIntExact(offset / blockSize);
  }

  long start(int block) {
    return (long) block * blockSize;
  }

  /** Returns the size of a block of a file, in bytes. */
  int size(int block, long fileSize) {
    return (int) Math.min(blockSize, fileSize - start(block));
  }

  /**
   * The consecutive blocks from {@code first} on that are read by one request.
   *
   * @param claims the claim of each block; empty for a block that is read and discarded
   */
  record Run(int first, List<Optional<BlockClaim>> claims) {
    int last() {
      return first + claims.size() - 1;
    }

    List<BlockClaim> claimed() {
      return claims.stream().flatMap(Optional::stream).toList();
    }
  }

  /**
   * Combines claims into requests.
   *
   * @param claims in the order of their blocks
   * @param claimGap claims a block between two of them, if possible
   */
  List<Run> runs(List<BlockClaim> claims, IntFunction<Optional<BlockClaim>> claimGap) {
    List<Run> runs = new ArrayList<>();
    for (BlockClaim claim : claims) {
      int number = claim.key().number();
      Run run = runs.isEmpty() ? null : runs.getLast();
      if (run == null
          || number - run.last() - 1 > maximumGap
          || number - run.first() >= maximumBlocks) {
        run = new Run(number, new ArrayList<>());
        runs.add(run);
      }
      while (run.last() + 1 < number) {
        run.claims().add(claimGap.apply(run.last() + 1));
      }
      run.claims().add(Optional.of(claim));
    }
    return runs;
  }
}
