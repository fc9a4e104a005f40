package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a server ingests new files.
 *
 * @param threads that ingest files of one dataset; less than one is one
 * @param samplesPerTransaction files are recorded when they have that many samples together
 * @param period between two checks of the database and the watchers
 */
public record IngestOptions(int threads, long samplesPerTransaction, Duration period) {
  public IngestOptions {
    requireNonNull(period, "period is null");
  }
}
