package org.modyn.common.grpc;

import io.grpc.Context;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** What handlers know of the call that they answer. */
public final class Calls {
  private Calls() {}

  /**
   * To be called before work is begun that outlives the call: a client that is gone would never ask
   * for it. So a server that was frozen does not begin what was given up meanwhile.
   *
   * @throws ModynException CANCELLED when the client has gone away
   */
  public static void requireWanted() {
    if (Context.current().isCancelled()) {
      throw new ModynException(ErrorCategory.CANCELLED, "the client has gone away");
    }
  }
}
