package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.modyn.storage.filesystem.FileErrors;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.ingest.NewFileReader.Accepted;
import org.modyn.storage.ingest.NewFileReader.Outcome;
import org.modyn.storage.ingest.NewFileReader.Rejected;

/**
 * Reads files with several threads and returns the outcomes in order. The owner calls {@link
 * #next}, which reads files itself instead of waiting for a helper; any number of threads may
 * {@link #help}. It makes progress without helpers.
 *
 * <p>Helpers read a bounded number of files and samples ahead of what the owner has {@linkplain
 * #release released}.
 */
final class ParallelFileReader {
  private final List<FileStatus> files;
  private final FileReader reader;
  private final Limits ahead;
  private final Outcome[] outcomes;
  private int yielded;
  private int claimed;
  private int released;
  private long unreleasedSamples;
  private long nanosForRejected;
  private boolean cancelled;
  private Throwable failure;

  /** Reads a file; called by several threads. */
  @FunctionalInterface
  interface FileReader {
    Outcome read(FileStatus file) throws IOException;
  }

  /** The maximum amount of data that may be read ahead of recording. */
  record Limits(int files, long samples) {}

  ParallelFileReader(List<FileStatus> files, FileReader reader, Limits ahead) {
    this.files = requireNonNull(files, "files is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.ahead = requireNonNull(ahead, "ahead is null");
    this.outcomes = new Outcome[files.size()];
  }

  int numberOfFiles() {
    return files.size();
  }

  /**
   * Returns the outcome of the next file; empty at the end and when the reader was cancelled.
   *
   * @throws IOException when the filesystem does not answer
   * @throws IllegalStateException when a thread failed for another reason than an invalid file
   */
  Optional<Outcome> next() throws IOException, InterruptedException {
    while (true) {
      int index;
      synchronized (this) {
        requireNoFailure();
        if (cancelled || yielded == outcomes.length) {
          return Optional.empty();
        }
        if (outcomes[yielded] != null) {
          return Optional.of(yieldNext());
        }
        if (claimed > yielded && !mayClaim()) {
          wait();
          continue;
        }
        index = claimed++;
      }
      read(index);
    }
  }

  /**
   * Reads files for the owner until a given time.
   *
   * @param until as {@link System#nanoTime}; the file that is being read then is finished
   * @return whether there is more to do
   */
  boolean help(long until) throws InterruptedException {
    while (true) {
      int index;
      synchronized (this) {
        while (!isOver() && !mayClaim()) {
          long millis = (until - System.nanoTime()) / 1_000_000;
          if (millis <= 0) {
            return true;
          }
          wait(millis);
        }
        if (isOver()) {
          return false;
        }
        index = claimed++;
      }
      read(index);
      if (System.nanoTime() - until >= 0) {
        return true;
      }
    }
  }

  /**
   * Releases the space of files that {@link #next} has returned and that were recorded or rejected.
   */
  synchronized void release(int numberOfFiles, long samples) {
    released += numberOfFiles;
    unreleasedSamples -= samples;
    notifyAll();
  }

  /** Makes all threads stop after their current file. */
  synchronized void cancel() {
    cancelled = true;
    notifyAll();
  }

  /** Returns the time that it took to read the files that were rejected. */
  synchronized long nanosForRejected() {
    return nanosForRejected;
  }

  private void read(int index) {
    long start = System.nanoTime();
    Outcome outcome;
    try {
      outcome = reader.read(files.get(index));
    } catch (Throwable e) {
      fail(e);
      return;
    }
    long nanos = System.nanoTime() - start;
    synchronized (this) {
      outcomes[index] = outcome;
      switch (outcome) {
        case Accepted accepted -> unreleasedSamples += accepted.newFile().records().size();
        case Rejected rejected -> nanosForRejected += nanos;
      }
      if (index == yielded) {
        notifyAll();
      }
    }
  }

  private void requireNoFailure() throws IOException {
    if (failure instanceof IOException unavailable) {
      throw new IOException(FileErrors.reason(unavailable), unavailable);
    }
    if (failure != null) {
      throw new IllegalStateException(failure.toString(), failure);
    }
  }

  private synchronized void fail(Throwable e) {
    failure = e;
    notifyAll();
  }

  private Outcome yieldNext() {
    Outcome outcome = outcomes[yielded];
    outcomes[yielded++] = null;
    return outcome;
  }

  private boolean isOver() {
    return cancelled || failure != null || claimed == outcomes.length;
  }

  private boolean mayClaim() {
    return claimed < outcomes.length
        && claimed - released < ahead.files()
        && unreleasedSamples < ahead.samples();
  }
}
