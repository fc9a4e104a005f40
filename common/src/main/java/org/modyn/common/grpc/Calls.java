package org.modyn.common.grpc;

import io.grpc.Context;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** Information about the call that a handler is processing. */
public final class Calls {
  private Calls() {}

  /**
   * Checks that the client still waits for the response. Call this before starting work that
   * outlives the call, such as a job: a client that has gone away would never request its result.
   * For example, a server that was suspended must not start jobs that clients have given up.
   *
   * @throws ModynException CANCELLED when the client has gone away
   */
  public static void requireConnectedClient() {
    if (Context.current().isCancelled()) {
      throw new ModynException(ErrorCategory.CANCELLED, "the client has gone away");
    }
  }
}
