package org.modyn.common.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.function.Supplier;

/**
 * Repeats calls whose connection breaks when the response has begun. A channel repeats the others
 * by itself, but not these, as it may have passed on a part of the response.
 */
public final class BrokenCalls {
  private static final int MAXIMUM_ATTEMPTS = 3;

  /** What the transport of gRPC calls a connection that ended without a message from its peer. */
  private static final String CONNECTION_LOST = "Network closed for unknown reason";

  private BrokenCalls() {}

  /**
   * Makes a call, at most {@value #MAXIMUM_ATTEMPTS} times.
   *
   * @param call one that may be repeated, and starts anew each time
   * @throws StatusRuntimeException for any other failure
   */
  public static <T> T repeat(Supplier<T> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (StatusRuntimeException e) {
        if (attempt == MAXIMUM_ATTEMPTS || !isBroken(e.getStatus())) {
          throw e;
        }
      }
    }
  }

  private static boolean isBroken(Status status) {
    return status.getCode() == Status.Code.UNAVAILABLE
        && CONNECTION_LOST.equals(status.getDescription());
  }
}
