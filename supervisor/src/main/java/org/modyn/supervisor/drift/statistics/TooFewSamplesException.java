package org.modyn.supervisor.drift.statistics;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * A metric or test is not defined for windows with so few samples: FAILED_PRECONDITION. Windows
 * grow, so that this is no reason to end a pipeline.
 */
public final class TooFewSamplesException extends ModynException {
  private static final long serialVersionUID = 1L;

  @FormatMethod
  public TooFewSamplesException(@FormatString String format, Object... arguments) {
    super(ErrorCategory.FAILED_PRECONDITION, String.format(Locale.ROOT, format, arguments));
  }
}
