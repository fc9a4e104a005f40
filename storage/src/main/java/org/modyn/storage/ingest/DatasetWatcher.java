package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.filesystem.FileErrors;
import org.modyn.storage.ingest.IngestStatus.RejectedFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that looks at the folder of one dataset again and again, as often as its definition says
 * and at most once a second. A look that fails is reported and repeated.
 */
final class DatasetWatcher {
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(DatasetWatcher.class);

  private final Dataset dataset;
  private final FolderLook folder;
  private final Duration interval;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private volatile IngestStatus status = IngestStatus.NONE;

  private DatasetWatcher(Dataset dataset, FolderLook folder) {
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.folder = requireNonNull(folder, "folder is null");
    Duration wanted = Duration.ofSeconds(dataset.definition().fileWatcherInterval());
    this.interval = wanted.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : wanted;
    this.thread = Thread.ofPlatform().name("watch-" + dataset.name()).daemon().unstarted(this::run);
  }

  static DatasetWatcher start(Dataset dataset, FolderLook folder) {
    DatasetWatcher watcher = new DatasetWatcher(dataset, folder);
    watcher.thread.start();
    return watcher;
  }

  Dataset dataset() {
    return dataset;
  }

  IngestStatus status() {
    return status;
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /** Asks it to end after the file that it is reading. */
  void stop() {
    stop.countDown();
  }

  /** Waits until it has ended. */
  void join() throws InterruptedException {
    thread.join();
  }

  private void run() {
    try {
      do {
        look();
      } while (!stop.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      log.debug("Interrupted, no longer watching the dataset {}", dataset.name(), e);
    }
  }

  private void look() {
    long completed = status.completedScans();
    try {
      folder.look(() -> stop.getCount() == 0);
      status = statusAfterLook(completed + 1, "");
    } catch (IOException e) {
      fail(
          completed,
          "cannot look at %s: %s".formatted(dataset.filesystem().location(), FileErrors.reason(e)));
      log.debug("Looking at the dataset {} failed", dataset.name(), e);
    } catch (RuntimeException e) {
      fail(completed, "cannot take new files: " + e.getMessage());
      log.debug("Taking files of the dataset {} failed", dataset.name(), e);
    }
  }

  private void fail(long completed, String reason) {
    if (!reason.equals(status.scanError())) {
      log.error("The dataset {}: {}; trying again", dataset.name(), reason);
    }
    status = statusAfterLook(completed, reason);
  }

  private IngestStatus statusAfterLook(long completedScans, String scanError) {
    Map<String, String> rejected = folder.rejected();
    List<RejectedFile> listed =
        rejected.entrySet().stream()
            .limit(IngestStatus.MAXIMUM_LISTED)
            .map(entry -> new RejectedFile(entry.getKey(), entry.getValue()))
            .toList();
    return new IngestStatus(completedScans, listed, rejected.size(), scanError);
  }
}
