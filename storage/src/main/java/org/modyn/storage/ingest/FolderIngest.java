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
import org.modyn.storage.ingest.FileDiscovery.DiscoveryState;
import org.modyn.storage.ingest.NewFileReader.Accepted;
import org.modyn.storage.ingest.NewFileReader.Outcome;
import org.modyn.storage.ingest.NewFileReader.Rejected;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ingests the new files of a dataset's folder in the order of (modification time, path), a bounded
 * batch in each transaction. When the process is killed, the remaining files are newer than those
 * that were ingested, or pending, so the next scan continues with them. Used by one thread; another
 * thread may stop it.
 *
 * <p>A file that was rejected and has not changed is read again, because the reason may be outside
 * of the file, such as a permission or a label file. This uses at most a tenth of the time.
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
  private final PathLookup ingestedPaths = new PathLookup();
  private final Settling settling;
  private DiscoveryState state;

  /** Null when the contents of the database are unknown. */
  private byte[] writtenPending;

  private long nextRetry = System.nanoTime();
  private volatile ParallelFileReader reading;
  private volatile long progress = System.nanoTime();

  /**
   * @param term the term in which this server records files
   * @param maximumCandidates maximum number of files ingested after one listing of the folder
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
   * The result of a scan.
   *
   * @param pending the dataset's pending files to store; empty when they have not changed
   * @param listingNanos how long it took to list the folder
   */
  record Scan(FileReport report, Optional<byte[]> pending, long listingNanos) {}

  /**
   * Ingests all files that are ready. Lists the folder again as long as there are more candidates
   * than fit in memory.
   *
   * @throws IOException when the folder cannot be read
   * @throws CancellationException when it was stopped
   */
  Scan scan() throws IOException, InterruptedException {
    if (state == null) {
      loadState();
    }
    List<String> requested = services.rescans().requested(dataset.id());
    requested.forEach(state.pending()::addPath);
    FileReport earlier = state.report();
    boolean retriesRejected = System.nanoTime() - nextRetry >= 0;
    FileDiscovery discovery;
    long listingNanos;
    do {
      services.catalog().refresh(dataset);
      settling.beginScan();
      discovery =
          new FileDiscovery(
              dataset, ingestedPaths, settling, state, earlier, retriesRejected, maximumCandidates);
      long start = System.nanoTime();
      discovery.run(this::advance);
      listingNanos = System.nanoTime() - start;
      ingestCandidates(discovery);
      retriesRejected = false;
    } while (discovery.candidates().overflowed());
    logNews(earlier);
    completeRescans(requested);
    return new Scan(state.report(), unwritten(state.pending()), listingNanos);
  }

  /** Records that the pending files of the last scan are stored. */
  void pendingWritten(byte[] pending) {
    writtenPending = pending;
  }

  /** Returns the time of the last progress, as {@link System#nanoTime}. */
  long progress() {
    return progress;
  }

  /**
   * Stops the ingest. Nothing is recorded after this returns; the scan ends soon, unless it hangs
   * in the filesystem.
   */
  void stop() {
    gate.close();
    ParallelFileReader current = reading;
    if (current != null) {
      current.cancel();
    }
  }

  private void loadState() {
    writtenPending = services.statuses().pending(dataset.id());
    state = new DiscoveryState(PendingFiles.of(writtenPending), new FileReport());
  }

  private void advance() {
    progress = System.nanoTime();
    if (gate.isClosed()) {
      throw new CancellationException("stopped");
    }
  }

  private void ingestCandidates(FileDiscovery discovery) throws IOException, InterruptedException {
    List<FileStatus> files = discovery.candidates().inOrder();
    ParallelFileReader ahead =
        new ParallelFileReader(files, new NewFileReader(dataset)::read, services.batches().ahead());
    reading = ahead;
    try (BatchRecorder recorder =
        new BatchRecorder(
            dataset,
            services,
            gate,
            term,
            ahead,
            () -> pendingForBatch(discovery.state().pending()))) {
      services.threads().help(ahead);
      for (Optional<Outcome> next = ahead.next(); next.isPresent(); next = ahead.next()) {
        advance();
        switch (next.get()) {
          case Accepted accepted -> recorder.add(accepted.newFile());
          case Rejected rejected -> {
            discovery.reject(rejected.file(), rejected.reason());
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
      reading = null;
      // also when it failed: a rejected file may be older than what was recorded before
      state = discovery.state();
    }
    if (ahead.nanosForRejected() > 0) {
      nextRetry = System.nanoTime() + RETRY_COST_FACTOR * ahead.nanosForRejected();
    }
  }

  private void completeRescans(List<String> requested) {
    if (requested.isEmpty()) {
      return;
    }
    ingestedPaths.follow(dataset.index());
    List<String> ingested =
        requested.stream().filter(path -> ingestedPaths.find(path) >= 0).toList();
    services.rescans().complete(dataset.id(), ingested);
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

  private void logNews(FileReport earlier) {
    List<FileReason> news = state.report().newlyRejected(earlier);
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
