package org.modyn.common.error;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A want of memory: how much there may be, and whether it is why something failed. */
public final class OutOfMemory {
  /** Says how to give a server more. */
  public static final String MORE_MEMORY =
      "start the server with a larger heap, for example MODYN_JAVA_OPTIONS=-Xmx8g";

  private static final int BYTES_PER_MEGABYTE_BITS = 20;

  /** What native libraries say, in exceptions of their own. */
  private static final Pattern OF_LIBRARIES =
      Pattern.compile("can't allocate memory|bad_alloc|out of memory", Pattern.CASE_INSENSITIVE);

  private OutOfMemory() {}

  /** The most that the heap may grow to, in bytes. */
  public static long heapLimit() {
    return Runtime.getRuntime().maxMemory();
  }

  /** The most that may be used outside the heap, in bytes, beside what native libraries take. */
  public static long directLimit() {
    long limit =
        Long.parseLong(
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue());
    return limit == 0 ? heapLimit() : limit;
  }

  /** Whole megabytes, of 2^20 bytes, for messages. */
  public static long megabytes(long bytes) {
    return bytes >> BYTES_PER_MEGABYTE_BITS;
  }

  /**
   * Says what was out.
   *
   * @return one line without advice; empty when the failure has another cause
   */
  public static Optional<String> in(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .flatMap(cause -> describe(cause).stream())
        .reduce((outer, inner) -> inner);
  }

  private static Optional<String> describe(Throwable cause) {
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    if (cause instanceof OutOfMemoryError) {
      return Optional.of(
          "out of memory (%s; the heap is limited to %d MB)"
              .formatted(message, megabytes(heapLimit())));
    }
    return OF_LIBRARIES.matcher(message).find() && !(cause instanceof ModynException)
        ? Optional.of("out of memory (%s)".formatted(message))
        : Optional.empty();
  }
}
