package org.modyn.storage.ingest;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * The threads that all datasets of a server share for reading new files. They serve the datasets in
 * turn; each dataset's watcher reads files as well. When a filesystem hangs, the threads that read
 * from it hang too, and the other datasets continue with the remaining threads, or with their
 * watchers alone.
 */
final class IngestThreads implements AutoCloseable {
  private static final Duration TURN = Duration.ofMillis(100);

  /** Limits concurrent writes, so that connections of the pool remain available for requests. */
  private static final int MAXIMUM_RECORDING = 4;

  private final int helpers;
  private final ExecutorService reading;
  private final ExecutorService recording =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("record-", 0).factory());
  private final Semaphore recordingPermits = new Semaphore(MAXIMUM_RECORDING, true);

  /**
   * @param threads the number of threads that ingest files of one dataset, including its watcher;
   *     values below one mean one
   */
  IngestThreads(int threads) {
    this.helpers = Math.max(0, threads - 1);
    this.reading =
        Executors.newFixedThreadPool(
            Math.max(1, helpers), Thread.ofPlatform().daemon().name("ingest-", 0).factory());
  }

  /** Assigns threads, which return when there is nothing more to read. */
  void help(ParallelFileReader files) {
    for (int i = 0; i < Math.min(helpers, files.numberOfFiles() - 1); i++) {
      reading.execute(() -> readForOneTurn(files));
    }
  }

  /** Runs an action that writes to the database, when a permit is available. */
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

  /** Does not wait for the threads, because they may hang in an unresponsive filesystem. */
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
