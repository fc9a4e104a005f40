package org.modyn.common.error;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;

/**
 * An error with a {@linkplain ErrorCategory category} and a message for the operator of the system:
 * one line that says what failed, where, and what to do.
 *
 * <p>It is transmitted over gRPC: a call whose handler throws it ends with the status of the same
 * name, which the client maps back to a {@code ModynException}, whatever its subclass was.
 */
public class ModynException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCategory category;

  public ModynException(ErrorCategory category, String message) {
    super(requireNonNull(message, "message is null"));
    this.category = requireNonNull(category, "category is null");
  }

  public ModynException(ErrorCategory category, String message, Throwable cause) {
    super(requireNonNull(message, "message is null"), cause);
    this.category = requireNonNull(category, "category is null");
  }

  public final ErrorCategory category() {
    return category;
  }

  /** Returns the message with its lines joined to one. */
  public final String oneLine() {
    return getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
  }

  @FormatMethod
  public static ModynException invalidArgument(@FormatString String format, Object... arguments) {
    return of(ErrorCategory.INVALID_ARGUMENT, format, arguments);
  }

  @FormatMethod
  public static ModynException notFound(@FormatString String format, Object... arguments) {
    return of(ErrorCategory.NOT_FOUND, format, arguments);
  }

  @FormatMethod
  public static ModynException alreadyExists(@FormatString String format, Object... arguments) {
    return of(ErrorCategory.ALREADY_EXISTS, format, arguments);
  }

  @FormatMethod
  public static ModynException failedPrecondition(
      @FormatString String format, Object... arguments) {
    return of(ErrorCategory.FAILED_PRECONDITION, format, arguments);
  }

  @FormatMethod
  public static ModynException unavailable(@FormatString String format, Object... arguments) {
    return of(ErrorCategory.UNAVAILABLE, format, arguments);
  }

  @FormatMethod
  public static ModynException dataLoss(@FormatString String format, Object... arguments) {
    return of(ErrorCategory.DATA_LOSS, format, arguments);
  }

  @FormatMethod
  public static ModynException unimplemented(@FormatString String format, Object... arguments) {
    return of(ErrorCategory.UNIMPLEMENTED, format, arguments);
  }

  @FormatMethod
  public static ModynException internal(@FormatString String format, Object... arguments) {
    return of(ErrorCategory.INTERNAL, format, arguments);
  }

  @FormatMethod
  private static ModynException of(
      ErrorCategory category, @FormatString String format, Object... arguments) {
    return new ModynException(category, String.format(format, arguments));
  }
}
