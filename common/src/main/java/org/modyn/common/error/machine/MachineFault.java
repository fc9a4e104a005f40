package org.modyn.common.error.machine;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.modyn.common.error.ErrorCategory;

/**
 * A fault of a machine that passes when its operator has removed the cause: no request and no
 * configuration has to change, and no server has to be restarted.
 *
 * <p>Java reports such faults as an {@link IOException} with the message of the operating system,
 * which is the only place to recognize them. Servers must run with English messages ({@code
 * LC_MESSAGES=C}, or {@code LC_ALL=C.UTF-8} without {@code LANGUAGE}), as {@code launch.sh} starts
 * them in a checkout and in the image.
 */
public enum MachineFault {
  /** A file system, or the quota of a user on it, has no room left. */
  DISK_FULL(
      ErrorCategory.RESOURCE_EXHAUSTED,
      "the disk is full",
      "free some space",
      "No space left on device",
      "quota exceeded"),

  /** A file system can be read but not written, for example since its disk has failed. */
  READ_ONLY(
      ErrorCategory.FAILED_PRECONDITION,
      "the file system is read-only",
      "mount it for writing, or configure another directory",
      "Read-only file system"),

  /** The process, or the machine, has as many open files and connections as it may have. */
  TOO_MANY_OPEN_FILES(
      ErrorCategory.RESOURCE_EXHAUSTED,
      "too many open files",
      "raise LimitNOFILE of the service, or ulimit -n",
      "Too many open files");

  private final ErrorCategory category;
  private final String description;
  private final String advice;
  private final List<String> messages;

  MachineFault(ErrorCategory category, String description, String advice, String... messages) {
    this.category = category;
    this.description = description;
    this.advice = advice;
    this.messages = List.of(messages);
  }

  /** Returns the category of errors with this cause. */
  public ErrorCategory category() {
    return category;
  }

  /** Returns what has happened, for messages. */
  public String description() {
    return description;
  }

  /** Returns what an operator has to do, for messages. */
  public String advice() {
    return advice;
  }

  /**
   * Finds the fault that caused a failure. For failures of statements, see {@code
   * DatabaseFailures}.
   *
   * @return empty if the failure has another cause
   */
  public static Optional<MachineFault> in(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .map(MachineFault::of)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<MachineFault> of(Throwable cause) {
    return switch (cause) {
      case MachineFaultException known -> Optional.of(known.fault());
      // its message has the name of the file, too
      case FileSystemException failure -> ofMessage(String.valueOf(failure.getReason()));
      case IOException failure -> ofMessage(String.valueOf(failure.getMessage()));
      default -> Optional.empty();
    };
  }

  /** Finds the fault that a message of the operating system, or of a program, is about. */
  public static Optional<MachineFault> ofMessage(String message) {
    return Arrays.stream(values())
        .filter(fault -> fault.messages.stream().anyMatch(message::contains))
        .findFirst();
  }

  /** Returns the fault with a name; empty if there is none, as for the empty name. */
  public static Optional<MachineFault> named(String name) {
    return Arrays.stream(values()).filter(fault -> fault.name().equals(name)).findFirst();
  }
}
