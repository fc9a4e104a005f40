package org.modyn.common.sample;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.modyn.common.error.ModynException;

/**
 * Divides the memory of a server for samples that wait to be sent among its responses, so that slow
 * readers do not take all of it: the more responses are in progress when one begins, the less may
 * wait for its reader, in smaller messages. The first {@value #FULL_SHARES} have as much as makes a
 * response fast; for 200, all together have at most about 180 MiB, for {@value #MAXIMUM_RESPONSES}
 * about 450 MiB. Thread safe.
 */
final class UnsentMemory {
  /** The number of responses to samples in progress on a server. */
  static final int MAXIMUM_RESPONSES = 2_000;

  /** The best value measured for one response. */
  static final int LARGEST_SHARE_BYTES = 2 << 20;

  static final int SMALLEST_SHARE_BYTES = 64 << 10;
  private static final int FULL_SHARES = 16;
  private static final int SHARED_BYTES = FULL_SHARES * LARGEST_SHARE_BYTES;

  private final AtomicInteger responses = new AtomicInteger();

  /**
   * Begins a response, which {@link #end} must follow.
   *
   * @return the number of bytes that may wait before its next message is made, and the size of a
   *     message if it is smaller than usual
   * @throws ModynException UNAVAILABLE when too many are in progress
   */
  int begin() {
    int number = responses.incrementAndGet();
    if (number > MAXIMUM_RESPONSES) {
      responses.decrementAndGet();
      throw ModynException.unavailable(
          "%s requests for samples are being answered, which is the limit; try again later",
          String.format(Locale.ROOT, "%,d", MAXIMUM_RESPONSES));
    }
    return Math.clamp(SHARED_BYTES / number, SMALLEST_SHARE_BYTES, LARGEST_SHARE_BYTES);
  }

  /** Ends a response. */
  void end() {
    responses.decrementAndGet();
  }
}
