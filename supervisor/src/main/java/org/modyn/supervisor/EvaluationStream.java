package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.Context;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.WaitLines;
import org.modyn.common.grpc.WaitListener;
import org.modyn.proto.supervisor.EvaluatePipelineResponse;
import org.modyn.proto.supervisor.EvaluationRejected;
import org.modyn.proto.supervisor.EvaluationsPlanned;
import org.modyn.proto.supervisor.PipelineNote;
import org.modyn.supervisor.evaluation.ModelEvaluation;
import org.modyn.supervisor.manual.ManualEvaluation;
import org.modyn.supervisor.status.Messages;

/**
 * Runs a manual evaluation on a thread of its own, and returns its events as they happen. Closing
 * it, or the cancellation of the call, ends the evaluation.
 */
final class EvaluationStream implements Iterator<EvaluatePipelineResponse>, AutoCloseable {
  private static final int CLIENT_CHECK_SECONDS = 1;

  private final Context call;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Thread evaluation;
  private Optional<EvaluatePipelineResponse> next = Optional.empty();
  private boolean ended;

  /** What the thread reports. */
  private sealed interface Event {}

  private record Message(EvaluatePipelineResponse response) implements Event {}

  /**
   * The last event.
   *
   * @param failure empty on success
   */
  private record End(Optional<RuntimeException> failure) implements Event {}

  /**
   * @param call the context of the call, which is cancelled when the client disconnects
   * @param onEnd is run when the evaluation has ended
   */
  EvaluationStream(ManualEvaluation evaluation, Context call, Runnable onEnd) {
    this.call = requireNonNull(call, "call is null");
    requireNonNull(onEnd, "onEnd is null");
    this.evaluation =
        Thread.ofVirtual()
            .name("manual-evaluation")
            .unstarted(
                () -> {
                  try {
                    run(evaluation);
                  } finally {
                    onEnd.run();
                  }
                });
    this.evaluation.start();
  }

  private void run(ManualEvaluation evaluation) {
    if (!evaluation.problems().isEmpty()) {
      add(EvaluatePipelineResponse.newBuilder().setRejected(rejected(evaluation)));
      events.add(new End(Optional.empty()));
      return;
    }
    add(
        EvaluatePipelineResponse.newBuilder()
            .setEvaluationsPlanned(
                EvaluationsPlanned.newBuilder()
                    .setNumberOfEvaluations(evaluation.requests().size())));
    WaitListener waiting =
        new WaitLines(
            line ->
                add(
                    EvaluatePipelineResponse.newBuilder()
                        .setNote(PipelineNote.newBuilder().setText(line))));
    Optional<RuntimeException> failure = Optional.empty();
    try {
      Context.ROOT
          .withValue(GrpcClient.WAIT_LISTENER, waiting)
          .run(() -> evaluation.run(this::evaluated));
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    }
    events.add(new End(failure));
  }

  private void evaluated(ModelEvaluation evaluation) {
    evaluation
        .results()
        .forEach(
            result ->
                add(
                    EvaluatePipelineResponse.newBuilder()
                        .setModelEvaluated(Messages.evaluated(result))));
  }

  private static EvaluationRejected rejected(ManualEvaluation evaluation) {
    return EvaluationRejected.newBuilder()
        .addAllProblems(evaluation.problems().stream().map(SupervisorService::toMessage).toList())
        .build();
  }

  private void add(EvaluatePipelineResponse.Builder response) {
    events.add(new Message(response.build()));
  }

  @Override
  public boolean hasNext() {
    try {
      while (next.isEmpty() && !ended && !call.isCancelled()) {
        switch (events.poll(CLIENT_CHECK_SECONDS, SECONDS)) {
          case null -> {}
          case Message message -> next = Optional.of(message.response());
          case End end -> {
            ended = true;
            end.failure()
                .ifPresent(
                    failure -> {
                      throw failure;
                    });
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(ErrorCategory.CANCELLED, "interrupted during evaluations", e);
    }
    return next.isPresent();
  }

  @Override
  public EvaluatePipelineResponse next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    EvaluatePipelineResponse response = next.orElseThrow();
    next = Optional.empty();
    return response;
  }

  @Override
  public void close() {
    evaluation.interrupt();
  }
}
