package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.modyn.common.error.database.ConnectionFailures;
import org.modyn.supervisor.client.Uninterruptible;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.database.PipelineStateRepository.Records;
import org.modyn.supervisor.database.PipelineStatus;
import org.modyn.supervisor.database.TakenOverException;
import org.modyn.supervisor.evaluation.EvaluationKey;
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
    return new Records(pendingPosition, pendingLog, pendingEvents, pendingModels, handle -> {});
  }

  private void clear() {
    pendingPosition = Optional.empty();
    pendingLog = new ArrayList<>();
    pendingEvents = new ArrayList<>();
    pendingModels = new ArrayList<>();
    pendingTransaction = UUID.randomUUID();
    lastStoredNanos = System.nanoTime();
  }

  /**
   * Stores records that come up during a step, without the position.
   *
   * @param more further statements of the transaction
   */
  synchronized void addDuringStep(
      List<StageLog> log, List<PipelineEvent> events, Consumer<Handle> more) {
    store(UUID.randomUUID(), new Records(Optional.empty(), log, events, List.of(), more));
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
   * @param triggers the number of triggers whose model was trained and stored
   * @throws TakenOverException when another supervisor has become active
   */
  void end(PipelineStatus status, Optional<String> error, int triggers) {
    Records end =
        new Records(
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            handle -> PipelineRepository.end(handle, pipelineId, status, error, triggers));
    UUID transaction = UUID.randomUUID();
    ConnectionFailures.repeat(
        () -> {
          repository.store(term, pipelineId, transaction, end);
          return end;
        });
  }

  /** Returns the models of the pipeline, in the order of their triggers. */
  List<TrainedModel> models() {
    return call(() -> repository.models(pipelineId));
  }
}
