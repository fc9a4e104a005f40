package org.modyn.common.sample;

import org.modyn.common.error.ModynException;

/**
 * The answer to one request for samples, batch by batch, as it arrives. A few messages are fetched
 * ahead; the server waits when nobody takes them. Not for concurrent use, except {@link #close}.
 */
public interface SampleStream extends AutoCloseable {
  /**
   * The next batch, to be closed by the caller; null at the end. Blocks until it is there.
   *
   * @throws ModynException with the server's category and message when the request failed;
   *     DATA_LOSS for an answer that cannot be read; CANCELLED when the stream was closed or the
   *     thread interrupted, which ends the request
   */
  SampleBatch next();

  /** Ends the request; the server stops sending. */
  @Override
  void close();
}
