package org.modyn.common.error;

/** What kind of failure an error is, and with that, who can do something about it. */
public enum ErrorCategory {
  /** The request or a configuration is wrong; the message names the field and what is allowed. */
  INVALID_ARGUMENT,
  /** The thing named in the request does not exist. */
  NOT_FOUND,
  /** The thing to be created exists, with a different content. */
  ALREADY_EXISTS,
  /** Something else has to happen first; the message says what. */
  FAILED_PRECONDITION,
  /** Memory, disk or a queue is full. */
  RESOURCE_EXHAUSTED,
  /** A server cannot be reached, or is shutting down; trying again may help. */
  UNAVAILABLE,
  /** Stored data is not what was stored: a file changed or vanished, or a checksum is wrong. */
  DATA_LOSS,
  /** A valid request for something that this version cannot do. */
  UNIMPLEMENTED,
  /** The caller does not want the result any more. */
  CANCELLED,
  /** A bug. */
  INTERNAL
}
