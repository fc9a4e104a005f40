package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The options for the ingest of new files.
 *
 * @param threads the number of threads that ingest files of one dataset; values below one mean one
 * @param samplesPerTransaction the number of samples after which files are recorded
 * @param period the time between two checks of the database and the watchers
 */
public record IngestOptions(int threads, long samplesPerTransaction, Duration period) {
  public IngestOptions {
    requireNonNull(period, "period is null");
  }
}
