package org.modyn.supervisor.client;

import java.util.Arrays;
import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.error.machine.MachineFaultException;

/**
 * A training or an evaluation has failed. Its category is that of the job's own error, in contrast
 * to other exceptions of the clients, which are failures of a call. A job with the category
 * UNAVAILABLE could not reach a server, and one with a {@link MachineFault} met a full disk or the
 * like: both can be started again with the same request.
 */
public final class JobFailedException extends ModynException {
  private static final long serialVersionUID = 1L;

  private JobFailedException(ErrorCategory category, Optional<MachineFault> fault, String message) {
    super(
        category,
        message,
        fault.map(known -> new MachineFaultException(known, message, null)).orElse(null));
  }

  /**
   * @param job for messages, for example {@code the training}
   * @param category the name of the category; INTERNAL if the server does not report it
   * @param fault the name of a {@link MachineFault}, or empty
   * @param exception the error, whose first line is the reason
   */
  static JobFailedException of(String job, String category, String fault, String exception) {
    String reason = exception.strip().lines().findFirst().orElse("no reason given");
    return new JobFailedException(
        Arrays.stream(ErrorCategory.values())
            .filter(known -> known.name().equals(category))
            .findFirst()
            .orElse(ErrorCategory.INTERNAL),
        MachineFault.named(fault),
        job + " failed: " + reason);
  }
}
