package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.modyn.common.database.TermLock;
import org.modyn.common.error.database.DatabaseFailures;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.database.FileRepository;
import org.modyn.storage.database.IngestStatus;
import org.modyn.storage.database.IngestStatusRepository;
import org.modyn.storage.database.RescanRepository;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.ingest.IngestServices.BatchLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the ingest of this server: reloads the catalog, acquires the ingest lock when it is free,
 * and, while it holds the lock, keeps a {@link DatasetWatcher} running for every dataset. It does
 * so periodically and when it is {@linkplain #wake notified} of a change. It never waits for a
 * filesystem.
 */
public final class IngestCoordinator implements AutoCloseable {
  private static final int FILES_PER_TRANSACTION = 5000;
  private static final Duration SILENCE_TO_REPORT = Duration.ofMinutes(1);
  private static final Duration PATIENCE_AT_END = Duration.ofSeconds(30);
  private static final Logger log = LoggerFactory.getLogger(IngestCoordinator.class);

  private final IngestServices services;
  private final TermLock lock;
  private final Duration period;
  private final Clock clock = Clock.systemUTC();
  private final Semaphore changed = new Semaphore(0);
  private final Thread thread;
  private final Map<Long, DatasetWatcher> watchers = new HashMap<>();
  private final Map<Long, Integer> paused = new HashMap<>();
  private volatile OptionalLong term = OptionalLong.empty();
  private volatile boolean closed;

  private IngestCoordinator(IngestServices services, TermLock lock, Duration period) {
    this.services = requireNonNull(services, "services is null");
    this.lock = requireNonNull(lock, "lock is null");
    this.period = requireNonNull(period, "period is null");
    this.thread = Thread.ofPlatform().name("ingest-coordinator").daemon().unstarted(this::run);
  }

  /**
   * Starts to ingest files unless another server does; when this returns, the lock is acquired or
   * held by another server.
   *
   * @param lock closed with the coordinator
   */
  public static IngestCoordinator start(
      DatasetCatalog catalog,
      FileRepository files,
      IngestStatusRepository statuses,
      RescanRepository rescans,
      TermLock lock,
      IngestOptions options) {
    IngestServices services =
        new IngestServices(
            catalog,
            files,
            statuses,
            rescans,
            new IngestThreads(options.threads()),
            new BatchLimits(FILES_PER_TRANSACTION, options.samplesPerTransaction()));
    IngestCoordinator coordinator = new IngestCoordinator(services, lock, options.period());
    coordinator.check();
    coordinator.thread.start();
    return coordinator;
  }

  /** Returns whether this server ingests files, and not another one with the same database. */
  public boolean isIngesting() {
    return term.isPresent();
  }

  /** Notifies the coordinator that a dataset was added or changed. */
  public void wake() {
    changed.release();
  }

  /**
   * Performs an action on a dataset while this server records no files of it; the dataset is
   * watched again afterwards if it still exists.
   */
  public <T> T withoutWatcher(Dataset dataset, Supplier<T> action) {
    DatasetWatcher watcher;
    synchronized (this) {
      paused.merge(dataset.id(), 1, Integer::sum);
      watcher = watchers.remove(dataset.id());
    }
    try {
      if (watcher != null) {
        watcher.stop();
      }
      return action.get();
    } finally {
      synchronized (this) {
        paused.computeIfPresent(dataset.id(), (id, count) -> count == 1 ? null : count - 1);
      }
      wake();
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
    try {
      if (!thread.join(PATIENCE_AT_END)) {
        log.warn("The database does not answer; the ingest ends with the process");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while stopping the ingest", e);
    }
    services.threads().close();
  }

  private void run() {
    try {
      while (!closed) {
        boolean signalled = changed.tryAcquire(period.toMillis(), TimeUnit.MILLISECONDS);
        if (signalled) {
          changed.drainPermits();
        }
        if (!closed) {
          check();
        }
      }
    } catch (InterruptedException e) {
      log.debug("Interrupted, no longer ingesting files", e);
    } finally {
      stop(allWatchers());
      lock.close();
    }
  }

  private void check() {
    try {
      OptionalLong held = lock.hold();
      services.catalog().reload();
      if (!held.equals(term)) {
        stop(allWatchers());
        term = held;
        held.ifPresent(services.statuses()::forgetScans);
      }
      if (term.isPresent()) {
        stop(outdatedWatchers());
        watchAll(term.getAsLong());
      }
    } catch (RuntimeException | Error e) {
      DatabaseFailures.log(log, "Cannot read the state of the datasets", e);
    }
  }

  private synchronized List<DatasetWatcher> allWatchers() {
    List<DatasetWatcher> all = List.copyOf(watchers.values());
    watchers.clear();
    return all;
  }

  private synchronized List<DatasetWatcher> outdatedWatchers() {
    Set<Dataset> current = new HashSet<>(services.catalog().all());
    List<DatasetWatcher> outdated = new ArrayList<>();
    for (DatasetWatcher watcher : watchers.values()) {
      if (!current.contains(watcher.dataset())) {
        outdated.add(watcher);
      }
    }
    outdated.forEach(watcher -> watchers.remove(watcher.dataset().id()));
    return outdated;
  }

  private synchronized void watchAll(long currentTerm) {
    for (Dataset dataset : services.catalog().all()) {
      DatasetWatcher watcher = watchers.get(dataset.id());
      if (watcher == null && !paused.containsKey(dataset.id())) {
        watch(dataset, currentTerm, IngestStatus.NONE);
      } else if (watcher != null && watcher.isDead()) {
        log.warn("Starting the watcher of the dataset {} again", dataset.name());
        watch(dataset, currentTerm, watcher.status());
      } else if (watcher != null) {
        watcher.reportHanging(SILENCE_TO_REPORT);
      }
    }
  }

  private void watch(Dataset dataset, long currentTerm, IngestStatus status) {
    FolderIngest folder =
        new FolderIngest(dataset, services, currentTerm, clock, FileDiscovery.MAXIMUM_CANDIDATES);
    DatasetWatcher watcher =
        new DatasetWatcher(dataset, folder, services.statuses(), currentTerm, clock, status);
    watchers.put(dataset.id(), watcher);
    watcher.start();
  }

  private static void stop(List<DatasetWatcher> stopping) {
    stopping.forEach(DatasetWatcher::stop);
  }
}
