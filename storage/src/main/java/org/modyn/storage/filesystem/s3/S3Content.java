package org.modyn.storage.filesystem.s3;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.modyn.common.sample.SampleEncoder;
import org.modyn.storage.filesystem.FileChangedException;
import org.modyn.storage.filesystem.FileContent;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemUnavailableException;
import org.modyn.storage.filesystem.cache.BlockCache;
import org.modyn.storage.filesystem.cache.BlockClaim;
import org.modyn.storage.filesystem.cache.BlockKey;
import org.modyn.storage.filesystem.cache.BlockWriter;
import org.modyn.storage.filesystem.cache.CachedBlock;
import org.modyn.storage.filesystem.cache.Freshness;
import org.modyn.storage.filesystem.s3.BlockLayout.Run;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object, read in blocks through the cache. Responses of S3 are checked to be of the ingested
 * version. An object whose blocks are all in the cache is checked again after {@code
 * storage.s3.recheck_interval_s}.
 */
final class S3Content implements FileContent {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final Logger log = LoggerFactory.getLogger(S3Content.class);

  private final S3Storage storage;
  private final S3Location location;
  private final FileStatus ingested;
  private final FileDigest digest;
  private final Freshness freshness = new Freshness();
  private final AtomicReference<CompletableFuture<Void>> recheck = new AtomicReference<>();

  /**
   * The block that was read last, without a hold on it; it usually contains the next sample, too.
   */
  private volatile Optional<CachedBlock> last = Optional.empty();

  S3Content(S3Storage storage, S3Location location, FileStatus ingested) {
    this.storage = requireNonNull(storage, "storage is null");
    this.location = requireNonNull(location, "location is null");
    this.ingested = requireNonNull(ingested, "ingested is null");
    this.digest = FileDigest.of(storage, location, ingested);
  }

  @Override
  public int prefetch(long[] starts, long[] ends, int count) {
    BlockLayout layout = storage.layout();
    List<BlockClaim> claims = new ArrayList<>();
    int nextBlock = 0;
    int seenTo = 0;
    for (; seenTo < count; seenTo++) {
      int first = Math.max(nextBlock, layout.block(starts[seenTo]));
      int end = starts[seenTo] == ends[seenTo] ? first : layout.block(ends[seenTo] - 1) + 1;
      if (first < end && storage.cache().loadingBytes() >= layout.maximumLoadingBytes()) {
        break;
      }
      for (int block = first; block < end; block++) {
        claim(block).ifPresent(claims::add);
      }
      nextBlock = Math.max(nextBlock, end);
    }
    layout.runs(claims, this::claim).forEach(this::submit);
    if (claims.isEmpty() && nextBlock > 0) {
      recheckAhead(nextBlock - 1);
    }
    return seenTo;
  }

  @Override
  public void append(long offset, int length, SampleEncoder message) throws IOException {
    BlockLayout layout = storage.layout();
    long at = offset;
    int left = length;
    while (left > 0) {
      int number = layout.block(at);
      int within = (int) (at - layout.start(number));
      int piece = Math.min(left, layout.size(number, ingested.size()) - within);
      CachedBlock block = hold(number);
      try {
        message.append(block.bytes(), within, piece);
      } finally {
        block.release();
      }
      at += piece;
      left -= piece;
    }
  }

  private CachedBlock hold(int number) throws IOException {
    Optional<CachedBlock> again = last;
    if (again.isPresent() && again.get().key().number() == number && again.get().hold()) {
      return again.get();
    }
    BlockCache cache = storage.cache();
    BlockKey key = digest.block(number);
    Optional<CachedBlock> block = cache.find(key);
    while (block.isEmpty()) {
      Optional<BlockClaim> claim = claim(number);
      Optional<BlockClaim> joined = cache.join(key);
      if (claim.isPresent()) {
        submit(new Run(number, List.of(claim)));
      }
      block = joined.isPresent() ? Optional.of(cache.await(joined.get())) : cache.find(key);
    }
    freshness.confirmLike(block.get().freshness());
    last = block;
    return block.get();
  }

  private Optional<BlockClaim> claim(int number) {
    return storage
        .cache()
        .claim(digest.block(number), storage.layout().size(number, ingested.size()));
  }

  private void submit(Run run) {
    try {
      storage.execute(() -> load(run));
    } catch (RejectedExecutionException e) {
      IOException stopping = new FilesystemUnavailableException("the server is stopping", e);
      run.claimed().forEach(claim -> storage.cache().fail(claim, stopping));
    }
  }

  /** Reads blocks into the cache. Completes or fails all claims of the run in any case. */
  private void load(Run run) {
    List<BlockClaim> claims = run.claimed();
    try {
      storage.cache().reserve(claims);
      long start = storage.layout().start(run.first());
      long end =
          storage.layout().start(run.last()) + storage.layout().size(run.last(), ingested.size());
      LoadedBlocks loaded = new LoadedBlocks(run);
      storage.requests().read(location, ingested, start, end, loaded::read);
      freshness.confirm();
    } catch (IOException e) {
      log.debug("Loading blocks {} to {} of {} failed", run.first(), run.last(), ingested, e);
      claims.forEach(claim -> storage.cache().fail(claim, e));
    } catch (RuntimeException | Error e) {
      IOException failure = new IOException("cannot load a block: " + e, e);
      claims.forEach(claim -> storage.cache().fail(claim, failure));
      throw e;
    }
  }

  /** Writes the bytes of a run to its blocks; skips blocks that an earlier attempt has written. */
  private final class LoadedBlocks {
    private final Run run;
    private int complete;

    LoadedBlocks(Run run) {
      this.run = run;
    }

    void read(InputStream body) throws IOException {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int i = 0; i < run.claims().size(); i++) {
        Optional<BlockClaim> claim = run.claims().get(i);
        if (i < complete || claim.isEmpty()) {
          body.skipNBytes(storage.layout().size(run.first() + i, ingested.size()));
          continue;
        }
        try (BlockWriter writer = storage.cache().write(claim.get())) {
          while (writer.remaining() > 0) {
            int bytes = body.read(buffer, 0, Math.min(buffer.length, writer.remaining()));
            writer.write(ByteBuffer.wrap(buffer, 0, bytes));
          }
          storage.cache().complete(writer);
        }
        complete = i + 1;
      }
    }
  }

  @Override
  public void requireUnchanged() throws IOException {
    CompletableFuture<Void> ahead = recheck.get();
    if (ahead != null) {
      ahead.join();
    }
    if (!isFresh()) {
      verify();
    }
  }

  /**
   * Checks the object in the background, when nothing has to be read, while other files are read.
   */
  private void recheckAhead(int block) {
    storage.cache().freshness(digest.block(block)).ifPresent(freshness::confirmLike);
    if (storage.recheckInterval().isZero() || isFresh()) {
      return;
    }
    CompletableFuture<Void> ahead = new CompletableFuture<>();
    if (recheck.compareAndSet(null, ahead)) {
      storage.execute(
          () -> {
            try {
              verify();
            } catch (IOException e) {
              log.debug("Will ask again about {}", ingested, e);
            } finally {
              recheck.set(null);
              ahead.complete(null);
            }
          });
    }
  }

  private boolean isFresh() {
    return freshness.isWithin(storage.recheckInterval());
  }

  private void verify() throws IOException {
    FileStatus now = storage.requests().status(location, ingested.path());
    if (!now.equals(ingested)) {
      throw new FileChangedException(ingested, now);
    }
    freshness.confirm();
    last.ifPresent(block -> block.freshness().confirm());
  }
}
