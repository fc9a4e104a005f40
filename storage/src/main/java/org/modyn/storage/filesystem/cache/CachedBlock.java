package org.modyn.storage.filesystem.cache;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A block to read from while it is held. The cache holds it, too; when it has let go of it and the
 * last reader has, its memory ends and its space on disk is free.
 */
public final class CachedBlock {
  private final BlockKey key;
  private final Freshness freshness;
  private final AtomicInteger holds = new AtomicInteger(1);
  private final boolean mapped;
  private volatile Runnable whenClosed = () -> {};

  /** Null when nobody holds the block any more: who still refers to it keeps no memory. */
  private BlockFile.Content content;

  CachedBlock(BlockKey key, BlockFile.Content content, Freshness freshness) {
    this.key = requireNonNull(key, "key is null");
    this.content = requireNonNull(content, "content is null");
    this.freshness = requireNonNull(freshness, "freshness is null");
    this.mapped = content.arena().isPresent();
  }

  public BlockKey key() {
    return key;
  }

  /** Not to be used after {@link #release}. */
  public MemorySegment bytes() {
    return content.bytes();
  }

  /** When the block's file was last known to be the one that the block is of. */
  public Freshness freshness() {
    return freshness;
  }

  /** Holds the block once more; false when it is no longer there. */
  public boolean hold() {
    int now = holds.get();
    while (now > 0) {
      int before = holds.compareAndExchange(now, now + 1);
      if (before == now) {
        return true;
      }
      now = before;
    }
    return false;
  }

  /** Ends one {@link #hold}. */
  public void release() {
    if (holds.decrementAndGet() == 0) {
      content.arena().ifPresent(Arena::close);
      content = null;
      whenClosed.run();
    }
  }

  /** Whether its disk space is in use as long as it is held. */
  boolean isMapped() {
    return mapped;
  }

  /** To be called before the cache lets go of the block. */
  void whenClosed(Runnable action) {
    whenClosed = requireNonNull(action, "action is null");
  }
}
