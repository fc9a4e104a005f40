package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Adds the files of the flights to the folder of a dataset, after random pauses. */
final class FileFeed implements AutoCloseable {
  private static final int LONGEST_PAUSE_MILLIS = 500;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> files;

  private FileFeed(List<Path> days, Path target, long seed) {
    this.files = CompletableFuture.runAsync(() -> add(days, target, new Random(seed)), executor);
  }

  /**
   * Starts to add files.
   *
   * @param target an empty folder
   */
  static FileFeed start(Flights flights, Path target, long seed) throws IOException {
    return new FileFeed(flights.days(), requireNonNull(target, "target is null"), seed);
  }

  private void add(List<Path> days, Path target, Random random) {
    for (Path day : days) {
      Cluster.pause(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
      if (closed.get()) {
        return;
      }
      try {
        Flights.copy(day, target);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Returns whether all files are there. */
  boolean isDone() {
    return files.isDone();
  }

  /** Waits until all files are there. */
  void await() {
    files.join();
  }

  @Override
  public void close() {
    closed.set(true);
    executor.close();
  }
}
