package org.modyn.storage.filesystem.cache;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;

/**
 * The duty to load a block: to be ended by {@link BlockCache#complete} or {@link BlockCache#fail}.
 * Whoever wants the block meanwhile waits for that.
 */
public final class BlockClaim {
  private final BlockKey key;
  private final int size;
  private final CompletableFuture<CachedBlock> result = new CompletableFuture<>();

  /** Guarded by the cache, as is {@link #reserved}. */
  private int waiters;

  private boolean reserved;

  BlockClaim(BlockKey key, int size) {
    this.key = requireNonNull(key, "key is null");
    this.size = size;
  }

  public BlockKey key() {
    return key;
  }

  /** Bytes of the block. */
  public int size() {
    return size;
  }

  /** Completed with the block, held once for each waiter. */
  CompletableFuture<CachedBlock> result() {
    return result;
  }

  int waiters() {
    return waiters;
  }

  void addWaiter() {
    waiters++;
  }

  boolean isReserved() {
    return reserved;
  }

  void setReserved(boolean newReserved) {
    reserved = newReserved;
  }
}
