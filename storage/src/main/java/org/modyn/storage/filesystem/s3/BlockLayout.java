package org.modyn.storage.filesystem.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.modyn.storage.filesystem.cache.BlockClaim;

/**
 * How files are cut into blocks, and blocks put together to requests.
 *
 * @param blockSize bytes of each block of a file but the last
 * @param maximumBlocks in one request
 * @param maximumGap blocks that nobody asked for between two that somebody did, in one request: to
 *     read them takes less time than another request
 * @param maximumLoadingBytes that are read ahead at a time
 */
record BlockLayout(int blockSize, int maximumBlocks, int maximumGap, long maximumLoadingBytes) {
  private static final long MAXIMUM_REQUEST_BYTES = 8L << 20;
  private static final long MAXIMUM_GAP_BYTES = 1L << 20;

  /** A quarter of the cache may be read ahead, in requests of a fraction of that. */
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

  /** Bytes of a block of a file. */
  int size(int block, long fileSize) {
    return (int) Math.min(blockSize, fileSize - start(block));
  }

  /**
   * Blocks {@code first} and following to be read by one request.
   *
   * @param claims of each block; nothing for a block that is read and dropped
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
   * Puts claims together to requests.
   *
   * @param claims in the order of their blocks
   * @param claimGap claims a block that lies between two of them, if that is possible
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
