package org.modyn.supervisor.database;

import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** A write of a supervisor that is no longer the active one. */
public final class TakenOverException extends ModynException {
  private static final long serialVersionUID = 1L;

  TakenOverException() {
    super(
        ErrorCategory.FAILED_PRECONDITION,
        "another supervisor on the same database has taken over the pipelines");
  }
}
