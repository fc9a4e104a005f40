package org.modyn.common.sample;

import org.modyn.common.error.ModynException;

/**
 * The response to one request for samples, in batches. A few messages are prefetched; the server
 * waits if they are not consumed. Not thread safe, except for {@link #close}.
 */
public interface SampleStream extends AutoCloseable {
  /**
   * Returns the next batch, which the caller closes; null at the end. Blocks until it arrives.
   *
   * @throws ModynException with the server's category and message when the request failed;
   *     DATA_LOSS for a response that cannot be decoded; CANCELLED when the stream was closed or
   *     the thread interrupted, which ends the request
   */
  SampleBatch next();

  /** Cancels the request; the server stops sending. */
  @Override
  void close();
}
