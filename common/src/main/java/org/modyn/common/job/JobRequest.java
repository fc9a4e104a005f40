package org.modyn.common.job;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import org.modyn.common.error.Checks;
import org.modyn.common.error.ModynException;

/**
 * The request that a job was created for.
 *
 * @param id a unique id that the caller chooses, so that the request can be retried; empty means
 *     that every request creates a job
 * @param message the complete request
 */
public record JobRequest(String id, Message message) {
  private static final int MAXIMUM_ID_LENGTH = 200;

  /**
   * @throws ModynException INVALID_ARGUMENT when the id has more than {@value #MAXIMUM_ID_LENGTH}
   *     characters
   */
  public JobRequest {
    requireNonNull(message, "message is null");
    Checks.check(
        id.length() <= MAXIMUM_ID_LENGTH,
        "request_id: must have at most %d characters, but has %d",
        MAXIMUM_ID_LENGTH,
        id.length());
  }

  boolean hasId() {
    return !id.isEmpty();
  }
}
