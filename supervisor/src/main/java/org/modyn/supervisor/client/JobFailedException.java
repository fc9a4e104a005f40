package org.modyn.supervisor.client;

import java.util.Arrays;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * A training or an evaluation has failed. Its category is that of the job's own error, in contrast
 * to other exceptions of the clients, which are failures of a call. A job with the category
 * UNAVAILABLE could not reach a server: it can be started again with the same request.
 */
public final class JobFailedException extends ModynException {
  private static final long serialVersionUID = 1L;

  private JobFailedException(ErrorCategory category, String message) {
    super(category, message);
  }

  /**
   * @param job for messages, for example {@code the training}
   * @param category the name of the category; INTERNAL if the server does not report it
   * @param exception the error, whose first line is the reason
   */
  static JobFailedException of(String job, String category, String exception) {
    String reason = exception.strip().lines().findFirst().orElse("no reason given");
    return new JobFailedException(
        Arrays.stream(ErrorCategory.values())
            .filter(known -> known.name().equals(category))
            .findFirst()
            .orElse(ErrorCategory.INTERNAL),
        job + " failed: " + reason);
  }
}
