package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.database.FileRepository;
import org.modyn.storage.database.IngestLock;
import org.modyn.storage.dataset.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this server in step: brings the catalog up to date, takes the ingest lock when it is free,
 * and, while it has it, sees that every dataset has a living {@link DatasetWatcher}. It does so at
 * regular times and when it is told that something has changed.
 */
public final class IngestCoordinator implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IngestCoordinator.class);

  private final DatasetCatalog catalog;
  private final FileRepository files;
  private final IngestLock lock;
  private final long samplesPerTransaction;
  private final Duration period;
  private final Semaphore changed = new Semaphore(0);
  private final Thread thread;
  private final Map<Long, DatasetWatcher> watchers = new HashMap<>();
  private volatile boolean closed;

  private IngestCoordinator(
      DatasetCatalog catalog,
      FileRepository files,
      IngestLock lock,
      long samplesPerTransaction,
      Duration period) {
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.files = requireNonNull(files, "files is null");
    this.lock = requireNonNull(lock, "lock is null");
    this.samplesPerTransaction = samplesPerTransaction;
    this.period = requireNonNull(period, "period is null");
    this.thread = Thread.ofPlatform().name("ingest-coordinator").daemon().unstarted(this::run);
  }

  /**
   * @param lock closed with the coordinator
   * @param samplesPerTransaction files are recorded when they have that many samples together
   * @param period between two times that everything is checked
   */
  public static IngestCoordinator start(
      DatasetCatalog catalog,
      FileRepository files,
      IngestLock lock,
      long samplesPerTransaction,
      Duration period) {
    IngestCoordinator coordinator =
        new IngestCoordinator(catalog, files, lock, samplesPerTransaction, period);
    coordinator.thread.start();
    return coordinator;
  }

  /** A dataset was added or changed. */
  public void wake() {
    changed.release();
  }

  /** How the ingest of a dataset goes here; without looks when another server does it. */
  public synchronized IngestStatus status(long datasetId) {
    DatasetWatcher watcher = watchers.get(datasetId);
    return watcher == null ? IngestStatus.NONE : watcher.status();
  }

  /**
   * Does something to a dataset while nobody here watches it; it is watched again afterwards if it
   * still exists.
   */
  public synchronized void withoutWatcher(Dataset dataset, Runnable action) {
    DatasetWatcher watcher = watchers.remove(dataset.id());
    if (watcher != null) {
      stop(List.of(watcher));
    }
    try {
      action.run();
    } finally {
      wake();
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while stopping the ingest", e);
    }
  }

  private void run() {
    try {
      while (!closed) {
        check();
        boolean told = changed.tryAcquire(period.toMillis(), TimeUnit.MILLISECONDS);
        if (told) {
          changed.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      log.debug("Interrupted, no longer taking files", e);
    } finally {
      stopAll();
      lock.close();
    }
  }

  private void check() {
    try {
      catalog.reload();
      if (lock.hold()) {
        watchAll();
      } else {
        stopAll();
      }
    } catch (RuntimeException e) {
      log.error("Cannot keep up with the database: {}; trying again", e.getMessage(), e);
    }
  }

  private synchronized void watchAll() {
    Collection<Dataset> datasets = catalog.all();
    Set<Dataset> current = new HashSet<>(datasets);
    List<DatasetWatcher> outdated = new ArrayList<>();
    for (DatasetWatcher watcher : watchers.values()) {
      if (!current.contains(watcher.dataset()) || !watcher.isAlive()) {
        outdated.add(watcher);
      }
    }
    stop(outdated);
    outdated.forEach(watcher -> watchers.remove(watcher.dataset().id()));
    for (Dataset dataset : datasets) {
      watchers.computeIfAbsent(dataset.id(), id -> DatasetWatcher.start(dataset, lookAt(dataset)));
    }
  }

  private FolderLook lookAt(Dataset dataset) {
    return new FolderLook(dataset, catalog, files, samplesPerTransaction, Clock.systemUTC());
  }

  private synchronized void stopAll() {
    stop(watchers.values());
    watchers.clear();
  }

  private static void stop(Collection<DatasetWatcher> stopping) {
    stopping.forEach(DatasetWatcher::stop);
    try {
      for (DatasetWatcher watcher : stopping) {
        watcher.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while stopping the watchers", e);
    }
  }
}
