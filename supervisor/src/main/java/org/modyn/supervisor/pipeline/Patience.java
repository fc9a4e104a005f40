package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.RepeatedReasons;
import org.modyn.common.error.database.TransientFailures;
import org.modyn.common.grpc.WaitLines;
import org.modyn.common.grpc.WaitListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats an operation of a pipeline for as long as a server or the database that it needs is
 * unavailable, or a machine has a fault such as a full disk, and knows what the pipeline waits for:
 * the server that one of its calls waits for, or the reason for which the operation is repeated.
 * Thread safe.
 */
final class Patience implements WaitListener {
  private static final Logger log = LoggerFactory.getLogger(Patience.class);

  private final Duration limit;
  private final Consumer<String> notes;
  private final WaitLines calls;
  private final RepeatedReasons reasons = new RepeatedReasons();
  private Optional<Waiting> waiting = Optional.empty();

  /** The server that a call has waited for and that has not answered since. */
  private Optional<String> server = Optional.empty();

  /**
   * @param limit the time after which an operation that is still unavailable fails
   * @param notes receives what the pipeline waits for, once for each reason, and when a server that
   *     it waited for answers again
   */
  Patience(Duration limit, Consumer<String> notes) {
    this.limit = requireNonNull(limit, "limit is null");
    this.notes = requireNonNull(notes, "notes is null");
    this.calls = new WaitLines(notes);
  }

  /** Returns what the pipeline waits for at the moment. */
  synchronized Optional<Waiting> waiting() {
    return waiting;
  }

  /**
   * Runs an operation that may be repeated.
   *
   * @param beforeRepetition is called before each repetition
   * @throws ModynException the last failure after the limit; any that does not pass at once
   */
  <T> T call(Supplier<T> operation, Runnable beforeRepetition) {
    try {
      return TransientFailures.repeat(
          operation,
          limit,
          failure -> {
            report(failure.oneLine());
            beforeRepetition.run();
          });
    } finally {
      end();
    }
  }

  private void report(String reason) {
    waitFor(reason, Instant.now());
    RepeatedReasons.Report report = reasons.next(reason);
    if (report != RepeatedReasons.Report.NONE) {
      log.warn("Waiting: {}", reason);
    }
    if (report == RepeatedReasons.Report.NEW) {
      notes.accept("waiting: " + reason);
    }
  }

  private synchronized void waitFor(String reason, Instant since) {
    waiting = Optional.of(new Waiting(reason, waiting.map(Waiting::since).orElse(since)));
  }

  private synchronized void end() {
    waiting = Optional.empty();
    reasons.end();
    server = Optional.empty();
  }

  @Override
  public void waiting(String newServer, String reason, Instant since) {
    synchronized (this) {
      server = Optional.of(newServer);
      waitFor("cannot reach " + newServer + ": " + reason, since);
    }
    calls.waiting(newServer, reason, since);
  }

  @Override
  public void answered(String respondent) {
    synchronized (this) {
      if (server.filter(respondent::equals).isPresent()) {
        end();
      }
    }
    calls.answered(respondent);
  }
}
