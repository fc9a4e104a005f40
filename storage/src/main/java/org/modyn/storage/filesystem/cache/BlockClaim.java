package org.modyn.storage.filesystem.cache;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;

/**
 * A claim to load a block, which must be ended by {@link BlockCache#complete} or {@link
 * BlockCache#fail}. Other threads that need the block wait for this.
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

  /** Returns the size of the block, in bytes. */
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
