package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a server takes new files.
 *
 * @param threads that take files of one dataset; less than one is one
 * @param samplesPerTransaction files are recorded when they have that many samples together
 * @param period between two times that everything is checked
 */
public record IngestOptions(int threads, long samplesPerTransaction, Duration period) {
  public IngestOptions {
    requireNonNull(period, "period is null");
  }
}
