package org.modyn.common.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.modyn.common.error.Echo;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.OutOfMemory;
import org.modyn.common.error.database.DatabaseFailures;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.error.machine.MachineFaultException;
import org.modyn.common.file.MappedMemory;
import org.modyn.common.logging.LogContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps exceptions to gRPC statuses and back.
 *
 * <p>A {@link ModynException} keeps its category and message; running out of memory is
 * RESOURCE_EXHAUSTED, as is PostgreSQL without disk space or memory; losing the connection to
 * PostgreSQL during a statement is UNAVAILABLE. A {@link MachineFault} is transmitted beside the
 * status, so that the client can tell it from other errors of its category. Any other exception is
 * a bug: the client receives INTERNAL with an error id, and the server's log has the stack trace
 * under the same id.
 */
public final class GrpcErrors {
  /** Tells a gRPC client after how many milliseconds to retry; negative means never. */
  private static final Metadata.Key<String> RETRY_PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private static final String NEVER = "-1";

  /** The name of the {@link MachineFault} that a call failed for. */
  private static final Metadata.Key<String> MACHINE_FAULT =
      Metadata.Key.of("modyn-machine-fault", Metadata.ASCII_STRING_MARSHALLER);

  private static final Logger log = LoggerFactory.getLogger(GrpcErrors.class);

  private GrpcErrors() {}

  /** Returns the status of a call whose handler threw {@code error}. */
  public static StatusRuntimeException toStatus(Throwable error) {
    return switch (error) {
      case StatusRuntimeException e -> e;
      case StatusException e -> e.getStatus().asRuntimeException(e.getTrailers());
      case ModynException e when hidesExhaustion(e) ->
          expected(DatabaseFailures.in(e).orElseThrow());
      case ModynException e -> {
        log(e);
        yield statusCode(categoryOf(e))
            .toStatus()
            // statuses travel in headers, which are lost if they are long
            .withDescription(Echo.shorten(e.getMessage()))
            .withCause(e)
            .asRuntimeException(trailers(e));
      }
      case OutOfMemoryError e -> {
        log.error("Out of memory", e);
        yield Status.RESOURCE_EXHAUSTED
            .withDescription(
                OutOfMemory.in(e).orElseThrow()
                    + ": send or ask for less at a time, or "
                    + OutOfMemory.MORE_MEMORY)
            .withCause(e)
            .asRuntimeException();
      }
      case InternalError e when MappedMemory.isCut(e) -> {
        log.error("A file was cut, or its disk failed, while it was read", e);
        yield Status.DATA_LOSS
            .withDescription("a file was cut, or its disk failed, while it was read")
            .withCause(e)
            .asRuntimeException();
      }
      case CancellationException e ->
          Status.CANCELLED.withDescription(e.getMessage()).withCause(e).asRuntimeException();
      default ->
          DatabaseFailures.in(error)
              .or(() -> ofMachine(error))
              .map(GrpcErrors::expected)
              .orElseGet(() -> ofBug(error));
    };
  }

  /** Returns the category that a client sees when the handler of its call throws {@code error}. */
  public static ErrorCategory categoryOf(Throwable error) {
    if (OutOfMemory.in(error).isPresent()) {
      return ErrorCategory.RESOURCE_EXHAUSTED;
    }
    return switch (error) {
      case ModynException e when hidesExhaustion(e) -> ErrorCategory.RESOURCE_EXHAUSTED;
      case ModynException e -> faultOf(e).map(MachineFault::category).orElseGet(e::category);
      case StatusRuntimeException e -> category(e.getStatus().getCode());
      case StatusException e -> category(e.getStatus().getCode());
      case CancellationException _ -> ErrorCategory.CANCELLED;
      case InternalError e when MappedMemory.isCut(e) -> ErrorCategory.DATA_LOSS;
      default ->
          DatabaseFailures.in(error)
              .or(() -> ofMachine(error))
              .map(ModynException::category)
              .orElse(ErrorCategory.INTERNAL);
    };
  }

  /** Returns whether PostgreSQL has no disk space or memory left, and the error does not say so. */
  private static boolean hidesExhaustion(ModynException error) {
    return error.category() != ErrorCategory.RESOURCE_EXHAUSTED
        && DatabaseFailures.in(error)
            .filter(failure -> failure.category() == ErrorCategory.RESOURCE_EXHAUSTED)
            .isPresent();
  }

  private static Optional<ModynException> ofMachine(Throwable error) {
    return MachineFault.in(error)
        .map(
            fault ->
                new MachineFaultException(
                    fault,
                    "%s (%s); %s".formatted(fault.description(), firstLine(error), fault.advice()),
                    error));
  }

  private static StatusRuntimeException expected(ModynException failure) {
    log.warn("{}", failure.getMessage());
    return statusCode(failure.category())
        .toStatus()
        .withDescription(failure.getMessage())
        .withCause(failure)
        .asRuntimeException(trailers(failure));
  }

  private static StatusRuntimeException ofBug(Throwable error) {
    String errorId = UUID.randomUUID().toString().substring(0, 8);
    try (LogContext.Scope _ = LogContext.with(Map.of(LogContext.ERROR, errorId))) {
      log.error("Error {}: {}", errorId, error, error);
    }
    return Status.INTERNAL
        .withDescription(
            "internal error %s: %s; see the server's log for this id"
                .formatted(errorId, firstLine(error)))
        .withCause(error)
        .asRuntimeException();
  }

  /**
   * A client's mistake is a line; what the server is to blame for, or has met, comes with a trace.
   */
  private static void log(ModynException error) {
    switch (error.category()) {
      case INTERNAL -> log.error("{}", Echo.shorten(error.getMessage()), error);
      case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, UNIMPLEMENTED ->
          log.info("Refused a request: {}", Echo.shorten(error.oneLine()));
      default -> {
        if (DatabaseFailures.in(error).isPresent() || MachineFault.in(error).isPresent()) {
          log.warn("{}", Echo.shorten(error.oneLine()));
        } else if (error.getCause() != null) {
          log.warn("{}", Echo.shorten(error.getMessage()), error.getCause());
        }
      }
    }
  }

  /** A client goes to another server when one is unavailable, for whatever reason. */
  private static Optional<MachineFault> faultOf(ModynException error) {
    return error.category() == ErrorCategory.UNAVAILABLE
        ? Optional.empty()
        : MachineFault.in(error).or(() -> DatabaseFailures.in(error).flatMap(MachineFault::in));
  }

  private static Metadata trailers(ModynException error) {
    Metadata trailers = new Metadata();
    if (isAnotherServers(error)) {
      trailers.put(RETRY_PUSHBACK, NEVER);
    }
    faultOf(error).ifPresent(fault -> trailers.put(MACHINE_FAULT, fault.name()));
    return trailers;
  }

  /**
   * If every client in a chain retried, the delays until a dead server is reported would multiply.
   */
  private static boolean isAnotherServers(ModynException error) {
    return Stream.iterate((Throwable) error, Objects::nonNull, Throwable::getCause)
        .anyMatch(StatusRuntimeException.class::isInstance);
  }

  /**
   * Returns the exception for a failed call to {@code serviceName}.
   *
   * @param serviceName the name for messages, for example {@code selector}
   */
  public static ModynException toModynException(String serviceName, Throwable error) {
    return switch (error) {
      case ModynException e -> e;
      case StatusRuntimeException e ->
          fromStatus(serviceName, e.getStatus(), Optional.ofNullable(e.getTrailers()), e);
      case StatusException e ->
          fromStatus(serviceName, e.getStatus(), Optional.ofNullable(e.getTrailers()), e);
      default ->
          new ModynException(
              ErrorCategory.INTERNAL, "%s: %s".formatted(serviceName, firstLine(error)), error);
    };
  }

  private static ModynException fromStatus(
      String serviceName, Status status, Optional<Metadata> trailers, Throwable cause) {
    String description = status.getDescription();
    ErrorCategory category = category(status.getCode());
    String message;
    if (category == ErrorCategory.UNAVAILABLE && status.getCause() != null) {
      // a cause is never transmitted: this status is from the local transport, not from the server
      message =
          description != null && description.startsWith("cannot reach the ")
              ? description
              : "cannot reach the %s (%s)".formatted(serviceName, firstLine(status.getCause()));
    } else if (description == null) {
      message = "the %s returned %s".formatted(serviceName, status.getCode());
    } else {
      message = "%s: %s".formatted(serviceName, description);
    }
    return fault(trailers)
        .<ModynException>map(fault -> new MachineFaultException(fault, message, cause))
        .orElseGet(() -> new ModynException(category, message, cause));
  }

  private static Optional<MachineFault> fault(Optional<Metadata> trailers) {
    return trailers
        .flatMap(present -> Optional.ofNullable(present.get(MACHINE_FAULT)))
        .flatMap(MachineFault::named);
  }

  private static String firstLine(Throwable error) {
    String message = error.getMessage();
    if (message == null || message.isBlank()) {
      return error.getClass().getSimpleName();
    }
    return message.lines().findFirst().orElseThrow();
  }

  private static Status.Code statusCode(ErrorCategory category) {
    return switch (category) {
      case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.Code.NOT_FOUND;
      case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
      case FAILED_PRECONDITION -> Status.Code.FAILED_PRECONDITION;
      case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
      case PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
      case RESOURCE_EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
      case UNAVAILABLE -> Status.Code.UNAVAILABLE;
      case DATA_LOSS -> Status.Code.DATA_LOSS;
      case UNIMPLEMENTED -> Status.Code.UNIMPLEMENTED;
      case CANCELLED -> Status.Code.CANCELLED;
      case INTERNAL -> Status.Code.INTERNAL;
    };
  }

  private static ErrorCategory category(Status.Code code) {
    return switch (code) {
      case INVALID_ARGUMENT, OUT_OF_RANGE -> ErrorCategory.INVALID_ARGUMENT;
      case NOT_FOUND -> ErrorCategory.NOT_FOUND;
      case ALREADY_EXISTS -> ErrorCategory.ALREADY_EXISTS;
      case FAILED_PRECONDITION, ABORTED -> ErrorCategory.FAILED_PRECONDITION;
      case UNAUTHENTICATED -> ErrorCategory.UNAUTHENTICATED;
      case PERMISSION_DENIED -> ErrorCategory.PERMISSION_DENIED;
      case RESOURCE_EXHAUSTED -> ErrorCategory.RESOURCE_EXHAUSTED;
      case UNAVAILABLE, DEADLINE_EXCEEDED -> ErrorCategory.UNAVAILABLE;
      case DATA_LOSS -> ErrorCategory.DATA_LOSS;
      case UNIMPLEMENTED -> ErrorCategory.UNIMPLEMENTED;
      case CANCELLED -> ErrorCategory.CANCELLED;
      case OK, UNKNOWN, INTERNAL -> ErrorCategory.INTERNAL;
    };
  }
}
