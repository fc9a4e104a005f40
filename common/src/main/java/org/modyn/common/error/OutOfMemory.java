package org.modyn.common.error;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Recognizes failures for lack of memory, and knows the limits. */
public final class OutOfMemory {
  /** The advice on how to increase a server's heap. */
  public static final String MORE_MEMORY =
      "start the server with a larger heap, for example MODYN_JAVA_OPTIONS=-Xmx8g";

  private static final int BYTES_PER_MEGABYTE_BITS = 20;

  /** The messages of native libraries, which throw exceptions of other types. */
  private static final Pattern OF_LIBRARIES =
      Pattern.compile("can't allocate memory|bad_alloc|out of memory", Pattern.CASE_INSENSITIVE);

  private OutOfMemory() {}

  /** Returns the maximum size of the heap, in bytes. */
  public static long heapLimit() {
    return Runtime.getRuntime().maxMemory();
  }

  /** Returns the limit of memory outside the heap, in bytes, without that of native libraries. */
  public static long directLimit() {
    long limit =
        Long.parseLong(
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue());
    return limit == 0 ? heapLimit() : limit;
  }

  /** Converts to megabytes of 2^20 bytes, for messages. */
  public static long megabytes(long bytes) {
    return bytes >> BYTES_PER_MEGABYTE_BITS;
  }

  /**
   * Describes which memory was exhausted.
   *
   * @return one line without advice; empty if the failure has another cause
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
          String.format(
              Locale.ROOT,
              "out of memory (%s; the heap is limited to %d MB)",
              message,
              megabytes(heapLimit())));
    }
    return OF_LIBRARIES.matcher(message).find() && !(cause instanceof ModynException)
        ? Optional.of("out of memory (%s)".formatted(message))
        : Optional.empty();
  }
}
