package org.modyn.evaluator.job;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An evaluation that waits for its turn, runs, or has ended. */
public final class EvaluationJob implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(EvaluationJob.class);

  /** How an evaluation has ended. */
  private sealed interface Outcome {
    record Finished(List<IntervalResult> results) implements Outcome {}

    record Failed(String reason) implements Outcome {}
  }

  private final int id;
  private final EvaluationSpecification specification;
  private final DownloadedModel model;
  private final Evaluation evaluation;
  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile boolean stopped;
  private volatile Outcome outcome;
  private Thread thread;

  EvaluationJob(
      int id,
      EvaluationSpecification specification,
      List<Integer> intervals,
      DownloadedModel model,
      EvaluationEnvironment environment) {
    this.id = id;
    this.specification = specification;
    this.model = model;
    evaluation = new Evaluation(specification, intervals, model, environment);
  }

  /** Evaluates, on this thread, unless the job was stopped before. */
  @Override
  public void run() {
    if (begun.compareAndSet(false, true)) {
      setThread(Thread.currentThread());
      try {
        evaluate();
      } finally {
        setThread(null);
      }
    }
  }

  /** The thread goes on with other evaluations, which a late {@link #stop} must not interrupt. */
  private synchronized void setThread(Thread current) {
    thread = current;
    if (current != null && stopped) {
      current.interrupt();
    }
  }

  private void evaluate() {
    ModynException failure =
        ModynException.internal("the evaluation ended without a result; the server's log says why");
    long start = System.nanoTime();
    try {
      List<IntervalResult> results = evaluation.run();
      log.info(
          "Evaluation {} is done: {}, {} intervals, {} ms",
          id,
          specification,
          results.size(),
          (System.nanoTime() - start) / 1_000_000);
      outcome = new Outcome.Finished(results);
    } catch (RuntimeException | Error e) {
      failure = GrpcErrors.toModynException("evaluation", e);
      if (stopped) {
        failure = cancelled();
      } else {
        log.error("Evaluation {} failed: {}: {}", id, specification, failure.getMessage(), e);
      }
    } finally {
      // whatever happens, those who wait for this evaluation get to know its end
      if (outcome == null) {
        outcome = new Outcome.Failed(failure.getMessage());
      }
      DurableFiles.delete(model.weights());
    }
  }

  public int id() {
    return id;
  }

  /** Whether it waits or runs. */
  public boolean isRunning() {
    return outcome == null;
  }

  /** Why the evaluation failed: one line; empty while it runs, and when it has succeeded. */
  public Optional<String> failure() {
    return outcome instanceof Outcome.Failed failed
        ? Optional.of(failed.reason())
        : Optional.empty();
  }

  /** One for each interval that was evaluated; empty while it runs, and when it has failed. */
  public Optional<List<IntervalResult>> results() {
    return outcome instanceof Outcome.Finished finished
        ? Optional.of(finished.results())
        : Optional.empty();
  }

  /** Ends the evaluation after the current batch; nothing happens when it has ended. */
  synchronized void stop() {
    stopped = true;
    if (begun.compareAndSet(false, true)) {
      outcome = new Outcome.Failed(cancelled().getMessage());
      DurableFiles.delete(model.weights());
    }
    if (thread != null) {
      thread.interrupt();
    }
  }

  private static ModynException cancelled() {
    return new ModynException(ErrorCategory.CANCELLED, "the evaluation was stopped");
  }
}
