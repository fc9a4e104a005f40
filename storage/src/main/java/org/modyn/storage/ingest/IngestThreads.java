package org.modyn.storage.ingest;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * The threads that all datasets of a server share for reading new files. They help the datasets in
 * turn; each dataset's watcher reads files, too. When a filesystem hangs, so do the helpers that
 * read from it, and the other datasets go on with those that are left, at worst with their
 * watchers.
 */
final class IngestThreads implements AutoCloseable {
  private static final Duration TURN = Duration.ofMillis(100);

  /** Leaves connections of the pool to those who answer requests. */
  private static final int MAXIMUM_RECORDING = 4;

  private final int helpers;
  private final ExecutorService reading;
  private final ExecutorService recording =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("record-", 0).factory());
  private final Semaphore recordingPermits = new Semaphore(MAXIMUM_RECORDING, true);

  /**
   * @param threads that ingest files of one dataset, with its watcher; less than one is one
   */
  IngestThreads(int threads) {
    this.helpers = Math.max(0, threads - 1);
    this.reading =
        Executors.newFixedThreadPool(
            Math.max(1, helpers), Thread.ofPlatform().daemon().name("ingest-", 0).factory());
  }

  /** Assigns helpers; they leave when there is nothing more to read. */
  void help(ParallelFileReader files) {
    for (int i = 0; i < Math.min(helpers, files.numberOfFiles() - 1); i++) {
      reading.execute(() -> readForOneTurn(files));
    }
  }

  /** Runs something that writes to the database, when its turn has come. */
  Future<?> record(Runnable action) {
    return recording.submit(
        () -> {
          recordingPermits.acquire();
          try {
            action.run();
          } finally {
            recordingPermits.release();
          }
          return null;
        });
  }

  /** Does not wait: a thread may hang in a dead filesystem. */
  @Override
  public void close() {
    reading.shutdownNow();
    recording.shutdown();
  }

  private void readForOneTurn(ParallelFileReader files) {
    try {
      if (files.help(System.nanoTime() + TURN.toNanos())) {
        reading.execute(() -> readForOneTurn(files));
      }
    } catch (InterruptedException | RejectedExecutionException e) {
      files.cancel();
      Thread.currentThread().interrupt();
    }
  }
}
