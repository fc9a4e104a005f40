package org.modyn.common.error.machine;

import static java.util.Objects.requireNonNull;

import org.modyn.common.error.ModynException;

/**
 * A failure that has a {@link MachineFault} as its cause, here or on another server: gRPC carries
 * the fault with the status of a call. Its category is that of the fault.
 */
public final class MachineFaultException extends ModynException {
  private static final long serialVersionUID = 1L;

  private final MachineFault fault;

  public MachineFaultException(MachineFault fault, String message, Throwable cause) {
    super(fault.category(), message, cause);
    this.fault = requireNonNull(fault, "fault is null");
  }

  public MachineFault fault() {
    return fault;
  }
}
