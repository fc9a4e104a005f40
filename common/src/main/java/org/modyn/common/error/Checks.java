package org.modyn.common.error;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.function.Supplier;

/** Validates external input; a failed check is an error of the caller, not a bug. */
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
   * Computes a value from a field, and prefixes error messages with the name of the field.
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
