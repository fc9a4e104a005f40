package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.modyn.common.error.ModynException;

/**
 * Divides the memory of a server for large responses that wait to be sent among them, so that slow
 * readers do not take all of it: the more responses are in progress when one begins, the smaller is
 * its share. The first {@value #FULL_SHARES} have as much as makes a response fast; the shares of
 * 200 are about 110 MiB together, those of {@value #MAXIMUM_RESPONSES} about 250 MiB. Thread safe.
 */
public final class UnsentMemory {
  /** The number of responses in progress. */
  static final int MAXIMUM_RESPONSES = 2_000;

  /** The best value measured for one response of samples. */
  public static final int LARGEST_SHARE_BYTES = 2 << 20;

  static final int SMALLEST_SHARE_BYTES = 64 << 10;
  private static final int FULL_SHARES = 16;
  private static final int SHARED_BYTES = FULL_SHARES * LARGEST_SHARE_BYTES;

  private final AtomicInteger responses = new AtomicInteger();

  /**
   * What may wait for the reader of one response.
   *
   * @param bytes the number of unsent bytes below which its next message is made; the size of a
   *     message must be at most of this order
   */
  public record Share(UnsentMemory memory, int bytes) implements AutoCloseable {
    public Share {
      requireNonNull(memory, "memory is null");
    }

    /** Ends the response; must be called once. */
    @Override
    public void close() {
      memory.responses.decrementAndGet();
    }
  }

  /**
   * Begins a response.
   *
   * @return its share, which must be closed at its end
   * @throws ModynException UNAVAILABLE when too many are in progress
   */
  public Share begin() {
    int number = responses.incrementAndGet();
    if (number > MAXIMUM_RESPONSES) {
      responses.decrementAndGet();
      throw ModynException.unavailable(
          "%s requests for samples are being answered, which is the limit; try again later",
          String.format(Locale.ROOT, "%,d", MAXIMUM_RESPONSES));
    }
    return new Share(
        this, Math.clamp(SHARED_BYTES / number, SMALLEST_SHARE_BYTES, LARGEST_SHARE_BYTES));
  }
}
