package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.modyn.storage.database.IngestStatus.FileReason;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.PathLookup;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.ingest.FileTaking.Accepted;
import org.modyn.storage.ingest.FileTaking.Outcome;
import org.modyn.storage.ingest.FileTaking.Rejected;
import org.modyn.storage.ingest.FolderLook.LookMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the new files of a dataset's folder, look by look, in the order of (modification time,
 * path), a bounded batch a transaction: when the process dies in between, what is left is newer
 * than what was taken, or pending, and the next look goes on there. Used by one thread, which may
 * be told to stop by another.
 *
 * <p>A file that was rejected and has not changed is read again, too: what made it bad may be
 * elsewhere, as a permission or a file of labels. That may use a tenth of the time.
 */
final class FolderIngest {
  private static final long RETRY_COST_FACTOR = 10;
  private static final int MAXIMUM_LOGGED = 20;
  private static final Logger log = LoggerFactory.getLogger(FolderIngest.class);

  private final Dataset dataset;
  private final IngestServices services;
  private final long term;
  private final int maximumCandidates;
  private final RecordingGate gate = new RecordingGate();
  private final PathLookup takenPaths = new PathLookup();
  private final Settling settling;
  private LookMemory memory;

  /** Null when it is not known what the database has. */
  private byte[] writtenPending;

  private long nextRetry = System.nanoTime();
  private volatile ParallelTaking taking;
  private volatile long progress = System.nanoTime();

  /**
   * @param term in which this server records
   * @param maximumCandidates files that one look takes at most
   */
  FolderIngest(
      Dataset dataset, IngestServices services, long term, Clock clock, int maximumCandidates) {
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.services = requireNonNull(services, "services is null");
    this.term = term;
    this.maximumCandidates = maximumCandidates;
    this.settling = new Settling(clock, dataset.definition().ignoreLastTimestamp());
  }

  /**
   * What came of a scan.
   *
   * @param pending what to write down as the dataset's pending files; empty when that has not
   *     changed
   * @param listingNanos how long it took to list the folder
   */
  record Scan(Findings findings, Optional<byte[]> pending, long listingNanos) {}

  /**
   * Takes what there is to take: one look, or more when it found more candidates than it may have.
   *
   * @throws IOException when the folder cannot be read
   * @throws CancellationException when it was stopped
   */
  Scan scan() throws IOException, InterruptedException {
    if (memory == null) {
      remember();
    }
    Findings earlier = memory.findings();
    boolean retriesRejected = System.nanoTime() - nextRetry >= 0;
    FolderLook look;
    long listingNanos;
    do {
      services.catalog().refresh(dataset);
      look =
          new FolderLook(
              dataset, takenPaths, settling, memory, earlier, retriesRejected, maximumCandidates);
      long start = System.nanoTime();
      look.look(this::advance);
      listingNanos = System.nanoTime() - start;
      takeAll(look);
      retriesRejected = false;
    } while (look.candidates().overflowed());
    logNews(earlier);
    return new Scan(memory.findings(), unwritten(memory.pending()), listingNanos);
  }

  /** The pending files of the last scan are written down. */
  void pendingWritten(byte[] pending) {
    writtenPending = pending;
  }

  /** When something happened last, as {@link System#nanoTime}. */
  long progress() {
    return progress;
  }

  /** From now on nothing is recorded; the scan ends soon, unless it hangs in the filesystem. */
  void stop() {
    gate.close();
    ParallelTaking current = taking;
    if (current != null) {
      current.cancel();
    }
  }

  private void remember() {
    writtenPending = services.statuses().pending(dataset.id());
    memory = new LookMemory(PendingFiles.of(writtenPending), new Findings());
  }

  private void advance() {
    progress = System.nanoTime();
    if (gate.isClosed()) {
      throw new CancellationException("stopped");
    }
  }

  private void takeAll(FolderLook look) throws IOException, InterruptedException {
    List<FileStatus> files = look.candidates().inOrder();
    ParallelTaking ahead =
        new ParallelTaking(files, new FileTaking(dataset)::take, services.batches().ahead());
    taking = ahead;
    try (BatchRecorder recorder =
        new BatchRecorder(
            dataset, services, gate, term, ahead, () -> pendingForBatch(look.memory().pending()))) {
      services.threads().help(ahead);
      for (Optional<Outcome> next = ahead.next(); next.isPresent(); next = ahead.next()) {
        advance();
        switch (next.get()) {
          case Accepted accepted -> recorder.add(accepted.newFile());
          case Rejected rejected -> {
            look.reject(rejected.file(), rejected.reason());
            ahead.release(1, 0);
          }
        }
      }
      advance();
      recorder.finish();
    } catch (RuntimeException | IOException e) {
      writtenPending = null;
      throw e;
    } finally {
      ahead.cancel();
      taking = null;
      // also when it failed: a rejected file may be older than what was recorded before
      memory = look.memory();
    }
    if (ahead.nanosForRejected() > 0) {
      nextRetry = System.nanoTime() + RETRY_COST_FACTOR * ahead.nanosForRejected();
    }
  }

  private Optional<byte[]> pendingForBatch(PendingFiles pending) {
    Optional<byte[]> bytes = unwritten(pending);
    bytes.ifPresent(this::pendingWritten);
    return bytes;
  }

  private Optional<byte[]> unwritten(PendingFiles pending) {
    if (dataset.definition().ignoreLastTimestamp()) {
      return Optional.empty();
    }
    byte[] bytes = pending.toBytes();
    return Arrays.equals(bytes, writtenPending) ? Optional.empty() : Optional.of(bytes);
  }

  private void logNews(Findings earlier) {
    List<FileReason> news = memory.findings().newlyRejected(earlier);
    for (FileReason file : news.subList(0, Math.min(MAXIMUM_LOGGED, news.size()))) {
      log.warn(
          "The file {} in {} of the dataset {} cannot be used: {}",
          file.path(),
          dataset.filesystem().location(),
          dataset.name(),
          file.reason());
    }
    if (news.size() > MAXIMUM_LOGGED) {
      log.warn("... nor can {} more files", news.size() - MAXIMUM_LOGGED);
    }
  }
}
