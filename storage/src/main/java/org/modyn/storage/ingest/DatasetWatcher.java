package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.DatabaseFailures;
import org.modyn.storage.database.IngestStatus;
import org.modyn.storage.database.IngestStatusRepository;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.filesystem.FileErrors;
import org.modyn.storage.filesystem.FolderNotAllowedException;
import org.modyn.storage.ingest.FolderIngest.Scan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that scans the folder of one dataset periodically, according to its {@link
 * ScanSchedule}, and stores the {@link IngestStatus}. A failed scan is reported and repeated.
 */
final class DatasetWatcher {
  /** The maximum age of the number and time of the last scan in the database. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private static final int SCANS_WRITTEN_AT_ONCE = 3;
  private static final Logger log = LoggerFactory.getLogger(DatasetWatcher.class);

  private final Dataset dataset;
  private final FolderIngest folder;
  private final IngestStatusRepository statuses;
  private final long term;
  private final Clock clock;
  private final ScanSchedule schedule;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private volatile IngestStatus status;
  private volatile boolean scanning;
  private IngestStatus written;
  private long writtenAt;

  /**
   * @param status the last stored status
   */
  DatasetWatcher(
      Dataset dataset,
      FolderIngest folder,
      IngestStatusRepository statuses,
      long term,
      Clock clock,
      IngestStatus status) {
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.folder = requireNonNull(folder, "folder is null");
    this.statuses = requireNonNull(statuses, "statuses is null");
    this.term = term;
    this.clock = requireNonNull(clock, "clock is null");
    this.status = requireNonNull(status, "status is null");
    this.schedule =
        new ScanSchedule(Duration.ofSeconds(dataset.definition().fileWatcherInterval()));
    this.thread = Thread.ofPlatform().name("watch-" + dataset.name()).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Dataset dataset() {
    return dataset;
  }

  IngestStatus status() {
    return status;
  }

  /** Returns whether the thread has ended without being stopped. */
  boolean isDead() {
    return !thread.isAlive() && stop.getCount() > 0;
  }

  /**
   * Reports a scan that has made no progress for {@code patience}. Called by another thread,
   * because this one hangs.
   */
  void reportHanging(Duration patience) {
    long silent = System.nanoTime() - folder.progress();
    if (!scanning || silent < patience.toNanos()) {
      return;
    }
    String error =
        String.format(
            Locale.ROOT,
            "no answer from %s for more than %d seconds: it does not respond, or has a very large"
                + " file",
            dataset.filesystem().location(),
            patience.toSeconds());
    if (!status.scanError().equals(error)) {
      log.error("The dataset {}: {}", dataset.name(), error);
      report(status.withScanError(error));
    }
  }

  /**
   * Stops the thread. Nothing is recorded after this returns; the thread ends soon, unless it hangs
   * in the filesystem.
   */
  void stop() {
    stop.countDown();
    folder.stop();
  }

  private void run() {
    try {
      do {
        scan();
      } while (!stop.await(schedule.delay().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      log.debug("Interrupted, no longer watching the dataset {}", dataset.name(), e);
    } catch (Throwable e) {
      log.error("The watcher of the dataset {} died", dataset.name(), e);
      status = status.withScanError("the watcher died of %s; it is started again".formatted(e));
    }
  }

  private void scan() throws InterruptedException {
    if (written == null) {
      report(status);
    }
    scanning = true;
    try {
      Scan scan = folder.scan();
      schedule.scanned(scan.listingNanos(), scan.report().waiting().count() > 0);
      report(statusAfter(scan), scan.pending());
    } catch (FolderNotAllowedException e) {
      log.debug("The dataset {} is not scanned", dataset.name(), e);
      schedule.failed();
      report(status.withScanError(e.getReason()));
    } catch (IOException e) {
      fail(
          "cannot scan %s: %s".formatted(dataset.filesystem().location(), FileErrors.reason(e)), e);
    } catch (CancellationException e) {
      log.debug("no longer ingesting files of the dataset {}", dataset.name(), e);
    } catch (RuntimeException | Error e) {
      fail(
          "cannot ingest new files: "
              + DatabaseFailures.in(e).map(ModynException::oneLine).orElse(e.getMessage()),
          e);
    } finally {
      scanning = false;
    }
  }

  private IngestStatus statusAfter(Scan scan) {
    return new IngestStatus(
        status.completedScans() + 1,
        clock.instant().getEpochSecond(),
        "",
        scan.report().rejected(),
        scan.report().waiting(),
        scan.report().older());
  }

  private void fail(String reason, Throwable e) {
    if (stop.getCount() > 0 && !reason.equals(status.scanError())) {
      log.error("The dataset {}: {}; trying again", dataset.name(), reason);
    }
    log.debug("A scan of the dataset {} failed", dataset.name(), e);
    schedule.failed();
    report(status.withScanError(reason));
  }

  private void report(IngestStatus next) {
    report(next, Optional.empty());
  }

  private synchronized void report(IngestStatus next, Optional<byte[]> pending) {
    status = next;
    boolean due =
        written == null
            || next.completedScans() <= SCANS_WRITTEN_AT_ONCE
            || System.nanoTime() - writtenAt >= HEARTBEAT.toNanos();
    if (stop.getCount() == 0
        || !(due || pending.isPresent() || !next.equalsExceptProgress(written))) {
      return;
    }
    try {
      statuses.write(term, dataset.id(), next, pending);
      written = next;
      writtenAt = System.nanoTime();
      pending.ifPresent(folder::pendingWritten);
    } catch (RuntimeException e) {
      DatabaseFailures.log(log, "Cannot record the status of the dataset " + dataset.name(), e);
    }
  }
}
