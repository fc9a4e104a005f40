package org.modyn.storage.filesystem.cache;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A reference-counted block that can be read while it is held. The cache holds it as well; when the
 * cache and the last reader have released it, its memory and disk space are freed.
 */
public final class CachedBlock {
  private final BlockKey key;
  private final Freshness freshness;
  private final AtomicInteger holds = new AtomicInteger(1);
  private final boolean mapped;
  private volatile Runnable whenClosed = () -> {};

  /**
   * Null when the block is not held any more, so that remaining references do not retain memory.
   */
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

  /** Must not be used after {@link #release}. */
  public MemorySegment bytes() {
    return content.bytes();
  }

  /** Returns the time when the file was last known to match the block. */
  public Freshness freshness() {
    return freshness;
  }

  /** Acquires another hold; returns false when the block was already freed. */
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

  /** Releases one {@link #hold}. */
  public void release() {
    if (holds.decrementAndGet() == 0) {
      content.arena().ifPresent(Arena::close);
      content = null;
      whenClosed.run();
    }
  }

  /** Returns whether its disk space is in use while it is held. */
  boolean isMapped() {
    return mapped;
  }

  /** Must be called before the cache releases the block. */
  void whenClosed(Runnable action) {
    whenClosed = requireNonNull(action, "action is null");
  }
}
