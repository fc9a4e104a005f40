package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.modyn.common.logging.LogContext;
import org.modyn.supervisor.state.Step;

/**
 * One trace for each trigger of a pipeline, from the training set to the evaluations, and one for
 * the evaluations at its end, with a span for each step. A pipeline that continues in the middle of
 * a trigger begins another trace. For one thread.
 */
final class TriggerTraces implements AutoCloseable {
  private final Tracer tracer;
  private final int pipelineId;
  private Optional<Work> work = Optional.empty();
  private Optional<Span> root = Optional.empty();

  TriggerTraces(Tracer tracer, int pipelineId) {
    this.tracer = requireNonNull(tracer, "tracer is null");
    this.pipelineId = pipelineId;
  }

  /**
   * What a trace is about.
   *
   * @param trigger empty for the evaluations at the end
   */
  private record Work(String name, OptionalInt trigger) {
    static Optional<Work> of(Step step) {
      if (step.trigger().isPresent()) {
        return Optional.of(new Work("trigger", step.trigger()));
      }
      return step instanceof Step.EvaluateAll
          ? Optional.of(new Work("evaluations", OptionalInt.empty()))
          : Optional.empty();
    }
  }

  /** Runs a step; the calls that it makes belong to the trace of its trigger. */
  <T> T run(Step step, Supplier<T> action) {
    Optional<Work> next = Work.of(step);
    if (!next.equals(work)) {
      close();
      work = next;
      root = next.map(this::begin);
    }
    return root.isPresent() ? runIn(root.get(), step, action) : action.get();
  }

  private Span begin(Work begun) {
    Span span =
        tracer
            .spanBuilder(begun.name())
            .setNoParent()
            .setAttribute(LogContext.PIPELINE, (long) pipelineId)
            .startSpan();
    begun.trigger().ifPresent(trigger -> span.setAttribute(LogContext.TRIGGER, (long) trigger));
    return span;
  }

  private <T> T runIn(Span parent, Step step, Supplier<T> action) {
    Span span =
        tracer
            .spanBuilder(step.getClass().getSimpleName())
            .setParent(Context.root().with(parent))
            .startSpan();
    try (Scope _ = span.makeCurrent()) {
      return action.get();
    } catch (RuntimeException | Error e) {
      span.recordException(e).setStatus(StatusCode.ERROR);
      parent.setStatus(StatusCode.ERROR);
      throw e;
    } finally {
      span.end();
    }
  }

  /** Ends the current trace. */
  @Override
  public void close() {
    root.ifPresent(Span::end);
    root = Optional.empty();
    work = Optional.empty();
  }
}
