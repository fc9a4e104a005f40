package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.modyn.supervisor.client.Uninterruptible;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.PipelineEnd;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.database.PipelineStateRepository.Records;
import org.modyn.supervisor.database.TakenOverException;
import org.modyn.supervisor.evaluation.EvaluationKey;
import org.modyn.supervisor.evaluation.ModelEvaluation;
import org.modyn.supervisor.evaluation.TrainedModel;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.log.StageLog;
import org.modyn.supervisor.state.PipelinePosition;
import org.modyn.supervisor.state.Transition;

/**
 * Stores the position of one pipeline with the records that belong to it. Positions that need not
 * be stored at once are stored at most every {@value #LONGEST_DELAY_MILLIS} milliseconds. Thread
 * safe.
 */
final class PipelineStore {
  private static final int LONGEST_DELAY_MILLIS = 100;
  private static final int MOST_PENDING_ROWS = 1_000;

  private final PipelineStateRepository repository;
  private final long term;
  private final int pipelineId;
  private final Patience patience;
  private Optional<PipelinePosition> pendingPosition = Optional.empty();
  private List<StageLog> pendingLog = new ArrayList<>();
  private List<PipelineEvent> pendingEvents = new ArrayList<>();
  private List<TrainedModel> pendingModels = new ArrayList<>();
  private UUID pendingTransaction = UUID.randomUUID();
  private long lastStoredNanos = System.nanoTime();

  PipelineStore(PipelineStateRepository repository, long term, int pipelineId, Patience patience) {
    this.repository = requireNonNull(repository, "repository is null");
    this.term = term;
    this.pipelineId = pipelineId;
    this.patience = requireNonNull(patience, "patience is null");
  }

  /** Stores a transition when it is due, together with earlier ones that were not. */
  synchronized void add(Transition transition) {
    pendingPosition = Optional.of(transition.position());
    pendingLog.addAll(transition.log());
    transition.events().stream().filter(PipelineEvent::durable).forEach(pendingEvents::add);
    pendingModels.addAll(transition.models());
    switch (transition.commit()) {
      case NOW -> flush();
      case SOON -> {
        long delay = (System.nanoTime() - lastStoredNanos) / 1_000_000;
        if (delay >= LONGEST_DELAY_MILLIS || pendingLog.size() >= MOST_PENDING_ROWS) {
          flush();
        }
      }
      case WITH_NEXT -> {}
    }
  }

  /** Stores everything that is not stored yet. */
  synchronized void flush() {
    store(pendingTransaction, pending());
    clear();
  }

  /** As {@link #flush()}, but does not wait for a database that is unavailable. */
  synchronized void flushOnce() {
    if (pendingPosition.isPresent()) {
      repository.store(term, pipelineId, pendingTransaction, pending());
      clear();
    }
  }

  private Records pending() {
    return Records.of(pendingPosition, pendingLog, pendingEvents, pendingModels);
  }

  private void clear() {
    pendingPosition = Optional.empty();
    pendingLog = new ArrayList<>();
    pendingEvents = new ArrayList<>();
    pendingModels = new ArrayList<>();
    pendingTransaction = UUID.randomUUID();
    lastStoredNanos = System.nanoTime();
  }

  /** Stores the results of a model, which come up during a step, without the position. */
  synchronized void addEvaluation(
      ModelEvaluation evaluation, StageLog row, List<PipelineEvent> events) {
    store(UUID.randomUUID(), Records.of(evaluation, row, events));
  }

  private void store(UUID transaction, Records records) {
    call(
        () -> {
          repository.store(term, pipelineId, transaction, records);
          return records;
        });
  }

  /** An interrupt of the thread would break the connection to the database. */
  private <T> T call(Supplier<T> operation) {
    return patience.call(
        () -> Uninterruptible.call(operation, () -> "the database does not answer"), () -> {});
  }

  /** Returns the stored position; empty when the pipeline has not started. */
  Optional<PipelinePosition> position() {
    return call(() -> repository.position(pipelineId));
  }

  /** Returns the stored events, in order. */
  List<PipelineEvent> events() {
    return call(() -> repository.events(pipelineId));
  }

  /** Returns the evaluations of some models that have results. */
  Set<EvaluationKey> evaluated(EvaluationResultRepository results, Set<Integer> modelIds) {
    return call(() -> results.completed(pipelineId, modelIds));
  }

  /**
   * Records how the pipeline ended.
   *
   * @throws TakenOverException when another supervisor has become active
   */
  void end(PipelineEnd end) {
    store(UUID.randomUUID(), Records.of(end));
  }

  /** Returns the models of the pipeline, in the order of their triggers. */
  List<TrainedModel> models() {
    return call(() -> repository.models(pipelineId));
  }
}
