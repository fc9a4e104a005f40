package org.modyn.common.error;

/** The category of an error, which determines who can resolve it. */
public enum ErrorCategory {
  /** The request or a configuration is wrong; the message names the field and what is allowed. */
  INVALID_ARGUMENT,
  /** The object named in the request does not exist. */
  NOT_FOUND,
  /** The object to create already exists with different content. */
  ALREADY_EXISTS,
  /** The system is not in the required state; the message says what has to be done first. */
  FAILED_PRECONDITION,
  /** The caller has not proved who it is: it sent no token, or one that is not accepted. */
  UNAUTHENTICATED,
  /** The caller's token does not allow the call. */
  PERMISSION_DENIED,
  /** Memory, disk or a queue is full. */
  RESOURCE_EXHAUSTED,
  /** A server is unreachable or shutting down; a retry may succeed. */
  UNAVAILABLE,
  /** Stored data is lost or damaged: a file changed or vanished, or a checksum does not match. */
  DATA_LOSS,
  /** A valid request for a feature that this version does not support. */
  UNIMPLEMENTED,
  /** The operation was cancelled by its caller. */
  CANCELLED,
  /** A bug. */
  INTERNAL
}
