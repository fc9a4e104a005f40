package org.modyn.storage.filesystem.cache;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.modyn.common.error.ModynException;
import org.modyn.storage.filesystem.cache.CacheDirectory.FoundBlock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A disk cache of blocks of remote files, with one {@link BlockFile} per block and least recently
 * used eviction. The capacity is a hard limit that includes blocks that are being loaded or read.
 * Blocks survive a restart of the server. Thread safe.
 *
 * <p>To read a block, {@link #find} it or, when it is missing, {@link #claim} it, {@link #reserve}
 * its space, write it and {@link #complete} it; if another thread has claimed it, {@link #join} the
 * threads that wait for it.
 *
 * <p>Cost: about 200 bytes of memory per block, so a block is charged at least {@value
 * #MINIMUM_CHARGE} bytes; address space of the {@value #MAXIMUM_OPEN} most recently used blocks.
 */
public final class BlockCache implements AutoCloseable {
  /** The minimum charge of a block, in bytes. */
  static final int MINIMUM_CHARGE = 16 << 10;

  /** The maximum number of open blocks; Linux allows 65,530 mappings per process. */
  static final int MAXIMUM_OPEN = 1024;

  private static final Logger log = LoggerFactory.getLogger(BlockCache.class);

  private final CacheDirectory directory;
  private final long capacity;
  private final Object lock = new Object();

  // all following fields are guarded by the lock; least recently used first
  private final Map<BlockKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<BlockKey, CachedBlock> open = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<BlockKey, BlockClaim> loading = new HashMap<>();
  private long usedBytes;
  private long loadingBytes;

  /** A block on disk. */
  private record Entry(int size, Freshness freshness) {}

  private BlockCache(CacheDirectory directory, long capacity) {
    this.directory = requireNonNull(directory, "directory is null");
    this.capacity = capacity;
  }

  /**
   * Opens a cache, including the blocks of earlier servers.
   *
   * @param parent the parent directory, in which each running server has its own directory
   * @param capacity the hard limit, in bytes
   * @throws ModynException FAILED_PRECONDITION when the directory cannot be used
   */
  public static BlockCache open(Path parent, long capacity) {
    CacheDirectory directory = CacheDirectory.acquire(parent);
    BlockCache cache = new BlockCache(directory, capacity);
    List<FoundBlock> found = directory.blocks();
    synchronized (cache.lock) {
      for (FoundBlock block : found) {
        cache.entries.put(block.key(), new Entry(block.size(), new Freshness()));
        cache.usedBytes += charge(block.size());
      }
      cache.evict(0, new ArrayList<>());
    }
    log.info("The block cache in {} has {} blocks", directory.path(), found.size());
    return cache;
  }

  /** Returns the charge of a block of a given size, in bytes. */
  public static long charge(int size) {
    return Math.max(MINIMUM_CHARGE, (long) size + BlockFile.TRAILER_BYTES);
  }

  /** Returns the bytes that are currently charged. */
  public long usedBytes() {
    synchronized (lock) {
      return usedBytes;
    }
  }

  /** Returns the bytes of all blocks that are currently claimed. */
  public long loadingBytes() {
    synchronized (lock) {
      return loadingBytes;
    }
  }

  /**
   * Returns the name of a new file in the cache directory; it is deleted at the next start if it is
   * left there.
   */
  public Path newTemporaryFile() {
    return directory.newTemporaryFile();
  }

  /**
   * Returns a block that is held for the caller, who must release it.
   *
   * @return empty when the block is not, or not yet, in the cache
   */
  public Optional<CachedBlock> find(BlockKey key) {
    Entry entry;
    synchronized (lock) {
      entry = entries.get(key);
      if (entry == null) {
        return Optional.empty();
      }
      CachedBlock block = open.get(key);
      if (block != null && block.hold()) {
        return Optional.of(block);
      }
    }
    return openBlock(key, entry);
  }

  private Optional<CachedBlock> openBlock(BlockKey key, Entry entry) {
    Optional<BlockFile.Content> content;
    try {
      content = BlockFile.open(directory.file(key), key, entry.size());
    } catch (IOException e) {
      // usually evicted meanwhile
      log.debug("Cannot open the block {}", key, e);
      content = Optional.empty();
    }
    if (content.isEmpty()) {
      forget(key, entry);
      return Optional.empty();
    }
    CachedBlock opened = new CachedBlock(key, content.get(), entry.freshness());
    List<CachedBlock> released = new ArrayList<>();
    try {
      synchronized (lock) {
        CachedBlock other = open.get(key);
        if (!entry.equals(entries.get(key)) || (other != null && !other.hold())) {
          released.add(opened);
          return Optional.empty();
        }
        if (other != null) {
          released.add(opened);
          return Optional.of(other);
        }
        opened.hold();
        open.put(key, opened);
        closeSurplus(released);
        return Optional.of(opened);
      }
    } finally {
      released.forEach(CachedBlock::release);
    }
  }

  private void closeSurplus(List<CachedBlock> released) {
    Iterator<CachedBlock> eldest = open.values().iterator();
    while (open.size() > MAXIMUM_OPEN) {
      released.add(eldest.next());
      eldest.remove();
    }
  }

  /**
   * Returns the time when the file of a block was last known to match the block; empty without the
   * block.
   */
  public Optional<Freshness> freshness(BlockKey key) {
    synchronized (lock) {
      return Optional.ofNullable(entries.get(key)).map(Entry::freshness);
    }
  }

  /** Claims a block for loading, unless it is in the cache or another thread is loading it. */
  public Optional<BlockClaim> claim(BlockKey key, int size) {
    synchronized (lock) {
      if (entries.containsKey(key) || loading.containsKey(key)) {
        return Optional.empty();
      }
      BlockClaim claim = new BlockClaim(key, size);
      loading.put(key, claim);
      loadingBytes += charge(size);
      return Optional.of(claim);
    }
  }

  /**
   * Registers the caller as a waiter for a block that is being loaded; {@link #await} returns it.
   */
  public Optional<BlockClaim> join(BlockKey key) {
    synchronized (lock) {
      Optional<BlockClaim> claim = Optional.ofNullable(loading.get(key));
      claim.ifPresent(BlockClaim::addWaiter);
      return claim;
    }
  }

  /**
   * Waits for a block that was joined. Must be called once per join.
   *
   * @return the block, held for the caller, who must release it
   * @throws IOException when it could not be loaded
   */
  public CachedBlock await(BlockClaim claim) throws IOException {
    try {
      return claim.result().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      var unused = claim.result().thenAccept(CachedBlock::release);
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted while a block was loaded").initCause(e);
    }
  }

  /**
   * Reserves space for claimed blocks; waits while all space is used by blocks that are being
   * loaded or read. The blocks must fit into the cache together. To prevent deadlocks, call this
   * before waiting for blocks of other loaders.
   */
  public void reserve(List<BlockClaim> claims) throws InterruptedIOException {
    long needed = claims.stream().mapToLong(claim -> charge(claim.size())).sum();
    if (needed > capacity) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d bytes cannot fit into a cache of %d", needed, capacity));
    }
    try {
      while (!tryReserve(claims, needed)) {
        log.trace("Made room by letting go of blocks");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("interrupted while waiting for room").initCause(e);
    }
  }

  /** Returns false when there may be space now. */
  private boolean tryReserve(List<BlockClaim> claims, long needed) throws InterruptedException {
    List<CachedBlock> released = new ArrayList<>();
    synchronized (lock) {
      evict(needed, released);
      if (released.isEmpty()) {
        if (usedBytes + needed <= capacity) {
          usedBytes += needed;
          claims.forEach(claim -> claim.setReserved(true));
          return true;
        }
        lock.wait();
      }
    }
    // outside the lock, because it ends a mapping
    released.forEach(CachedBlock::release);
    return false;
  }

  /** Evicts the least recently used blocks; mapped blocks free their space when they are closed. */
  private void evict(long needed, List<CachedBlock> released) {
    long surplus = usedBytes + needed - capacity;
    Iterator<Map.Entry<BlockKey, Entry>> eldest = entries.entrySet().iterator();
    while (surplus > 0 && eldest.hasNext()) {
      Map.Entry<BlockKey, Entry> entry = eldest.next();
      eldest.remove();
      surplus -= charge(entry.getValue().size());
      discard(entry.getKey(), entry.getValue(), released);
    }
  }

  private void discard(BlockKey key, Entry entry, List<CachedBlock> released) {
    long charge = charge(entry.size());
    directory.delete(key);
    CachedBlock block = open.remove(key);
    if (block != null) {
      released.add(block);
    }
    if (block != null && block.isMapped()) {
      block.whenClosed(() -> free(charge));
    } else {
      usedBytes -= charge;
    }
  }

  /** Drops a block, if it exists, because it must not be read any more. */
  public void drop(BlockKey key) {
    List<CachedBlock> released = new ArrayList<>();
    synchronized (lock) {
      Entry entry = entries.remove(key);
      if (entry == null) {
        return;
      }
      discard(key, entry, released);
      lock.notifyAll();
    }
    released.forEach(CachedBlock::release);
  }

  private void free(long charge) {
    synchronized (lock) {
      usedBytes -= charge;
      lock.notifyAll();
    }
  }

  /**
   * Starts to write a claimed block for which space is reserved.
   *
   * @throws IOException when the disk fails
   */
  public BlockWriter write(BlockClaim claim) throws IOException {
    return new BlockWriter(claim, directory.newTemporaryFile());
  }

  /**
   * Adds a written block to the cache and passes it to the waiters.
   *
   * @throws IOException when the disk fails; the claim remains open
   */
  public void complete(BlockWriter writer) throws IOException {
    BlockClaim claim = writer.claim();
    BlockKey key = claim.key();
    writer.finish();
    Files.move(writer.file(), directory.file(key), StandardCopyOption.ATOMIC_MOVE);
    Optional<BlockFile.Content> content = BlockFile.open(directory.file(key), key, claim.size());
    if (content.isEmpty()) {
      throw new IOException(
          "the disk does not give back what was written to " + directory.file(key));
    }
    Entry entry = new Entry(claim.size(), new Freshness());
    entry.freshness().confirm();
    CachedBlock block = new CachedBlock(key, content.get(), entry.freshness());
    List<CachedBlock> released = new ArrayList<>();
    synchronized (lock) {
      for (int i = 0; i < claim.waiters(); i++) {
        block.hold();
      }
      loading.remove(key);
      loadingBytes -= charge(claim.size());
      entries.put(key, entry);
      open.put(key, block);
      closeSurplus(released);
      lock.notifyAll();
    }
    claim.result().complete(block);
    released.forEach(CachedBlock::release);
  }

  /** Fails a claim, unless it has ended; the waiters receive the exception. */
  public void fail(BlockClaim claim, IOException cause) {
    synchronized (lock) {
      if (!loading.remove(claim.key(), claim)) {
        return;
      }
      loadingBytes -= charge(claim.size());
      if (claim.isReserved()) {
        usedBytes -= charge(claim.size());
      }
      lock.notifyAll();
    }
    claim.result().completeExceptionally(cause);
  }

  /** Drops a damaged block. */
  private void forget(BlockKey key, Entry entry) {
    synchronized (lock) {
      if (entries.remove(key, entry)) {
        log.warn(
            "Dropping the block {} of the cache: it cannot be read any more", directory.file(key));
        directory.delete(key);
        usedBytes -= charge(entry.size());
        lock.notifyAll();
      }
    }
  }

  /** Unmaps blocks that are not held, and releases the directory for other servers. */
  @Override
  public void close() {
    List<CachedBlock> released;
    synchronized (lock) {
      released = List.copyOf(open.values());
      open.clear();
    }
    released.forEach(CachedBlock::release);
    directory.close();
  }
}
