package org.modyn.common.grpc;

import java.time.Instant;

/**
 * Is told which server the calls of a context wait for. Its methods are called on any thread and
 * must not block.
 *
 * <p>A server is described as in {@code the selector at localhost:50056}.
 */
public interface WaitListener {
  /**
   * A call is without a server.
   *
   * @param reason why the server cannot be reached, a part of a line
   * @param since when the call began to wait
   */
  void waiting(String server, String reason, Instant since);

  /** A call has received a response, whether it had to wait for it or not. */
  void answered(String server);
}
