package org.modyn.common.error;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.function.Supplier;

/** Checks of what came from outside; a failed one is the caller's mistake, not a bug of ours. */
public final class Checks {
  private Checks() {}

  /**
   * @throws ModynException INVALID_ARGUMENT unless {@code valid}
   */
  @FormatMethod
  public static void check(boolean valid, @FormatString String format, Object... arguments) {
    if (!valid) {
      throw ModynException.invalidArgument(format, arguments);
    }
  }

  /**
   * @throws ModynException UNIMPLEMENTED unless {@code supported}
   */
  @FormatMethod
  public static void supported(
      boolean supported, @FormatString String format, Object... arguments) {
    if (!supported) {
      throw ModynException.unimplemented(format, arguments);
    }
  }

  /**
   * Makes a value of a field, whose name is put before the message of an error.
   *
   * @throws ModynException of the category that {@code maker} throws
   */
  public static <T> T inField(String field, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (ModynException e) {
      throw new ModynException(e.category(), field + ": " + e.getMessage(), e);
    }
  }
}
