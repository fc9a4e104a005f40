package org.modyn.supervisor.database;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.modyn.supervisor.evaluation.ModelEvaluation;
import org.modyn.supervisor.evaluation.TrainedModel;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.log.StageLog;
import org.modyn.supervisor.state.PipelinePosition;

/**
 * The positions of pipelines, and the records that are stored with them: rows of the log, durable
 * events and models. Thread safe.
 *
 * <p>All writes belong to a term (see {@link SupervisorTerm}). A supervisor that is no longer the
 * active one cannot write.
 */
public final class PipelineStateRepository {
  private static final int FETCH_SIZE = 1_000;

  private final Jdbi jdbi;

  public PipelineStateRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /**
   * Stores records in one transaction, which is on disk when this returns: the pipeline continues
   * from memory when PostgreSQL alone crashes, so nothing would store them again.
   *
   * @param transaction identifies the transaction. If the connection breaks, it is unknown whether
   *     the transaction took effect; it may be repeated, and does nothing if it is the last one of
   *     the pipeline
   * @throws TakenOverException when another supervisor has become active
   */
  public void store(long term, int pipelineId, UUID transaction, Records records) {
    jdbi.useTransaction(
        handle -> {
          SupervisorTerm.require(handle, term);
          boolean isRepeated =
              records
                  .position()
                  .map(position -> !storePosition(handle, pipelineId, transaction, position))
                  .orElseGet(() -> !setLast(handle, pipelineId, transaction));
          if (isRepeated) {
            return;
          }
          insert(handle, "stage_runs (pipeline_id, run)", pipelineId, logTexts(records.log()));
          insert(handle, "pipeline_events (pipeline_id, event)", pipelineId, texts(records));
          insertModels(handle, pipelineId, records.models());
          records
              .evaluation()
              .ifPresent(
                  evaluation -> EvaluationResultRepository.insert(handle, pipelineId, evaluation));
          records.end().ifPresent(end -> PipelineRepository.end(handle, pipelineId, end));
        });
  }

  private static boolean isLast(Handle handle, int pipelineId, UUID transaction) {
    return handle
        .createQuery(
            """
            SELECT 1 FROM pipeline_positions
            WHERE pipeline_id = :id AND last_transaction = :transaction
            """)
        .bind("id", pipelineId)
        .bind("transaction", transaction)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Records a transaction without a position; returns false if it is the last one already. */
  private static boolean setLast(Handle handle, int pipelineId, UUID transaction) {
    if (isLast(handle, pipelineId, transaction)) {
      return false;
    }
    handle
        .createUpdate(
            "UPDATE pipeline_positions SET last_transaction = :transaction WHERE pipeline_id = :id")
        .bind("id", pipelineId)
        .bind("transaction", transaction)
        .execute();
    return true;
  }

  private static List<String> logTexts(List<StageLog> runs) {
    return runs.stream().map(run -> StateJson.write(run.toPlain())).toList();
  }

  private static List<String> texts(Records records) {
    return records.events().stream().filter(PipelineEvent::durable).map(StateJson::write).toList();
  }

  /** Stores a position; returns false, without a change, if its transaction is the last one. */
  private static boolean storePosition(
      Handle handle, int pipelineId, UUID transaction, PipelinePosition position) {
    return handle
            .createUpdate(
                """
                INSERT INTO pipeline_positions AS stored (pipeline_id, position, last_transaction)
                VALUES (:id, CAST(:position AS json), :transaction)
                ON CONFLICT (pipeline_id) DO UPDATE
                SET position = excluded.position, last_transaction = excluded.last_transaction
                WHERE stored.last_transaction IS DISTINCT FROM excluded.last_transaction
                """)
            .bind("id", pipelineId)
            .bind("position", StateJson.write(position))
            .bind("transaction", transaction)
            .execute()
        == 1;
  }

  private static void insert(Handle handle, String columns, int pipelineId, List<String> texts) {
    if (texts.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch("INSERT INTO " + columns + " VALUES (:id, CAST(:json AS json))");
    texts.forEach(text -> batch.bind("id", pipelineId).bind("json", text).add());
    batch.execute();
  }

  private static void insertModels(Handle handle, int pipelineId, List<TrainedModel> models) {
    for (TrainedModel model : models) {
      handle
          .createUpdate(
              """
              INSERT INTO trained_models
                (pipeline_id, trigger_id, training_id, model_id, first_timestamp, last_timestamp)
              VALUES (:id, :trigger, :training, :model, :first, :last)
              """)
          .bind("id", pipelineId)
          .bind("trigger", model.triggerId())
          .bind("training", model.trainingId())
          .bind("model", model.modelId())
          .bind("first", model.firstTimestamp())
          .bind("last", model.lastTimestamp())
          .execute();
    }
  }

  /** Returns the position of a pipeline; empty when it has not started. */
  public Optional<PipelinePosition> position(int pipelineId) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery("SELECT position FROM pipeline_positions WHERE pipeline_id = :id")
                    .bind("id", pipelineId)
                    .mapTo(String.class)
                    .findOne())
        .map(text -> StateJson.read(text, PipelinePosition.class));
  }

  /** Returns the durable events of a pipeline, in order. */
  public List<PipelineEvent> events(int pipelineId) {
    return jdbi
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT event FROM pipeline_events WHERE pipeline_id = :id ORDER BY id")
                    .bind("id", pipelineId)
                    .mapTo(String.class)
                    .list())
        .stream()
        .map(text -> StateJson.read(text, PipelineEvent.class))
        .toList();
  }

  /** Returns the models of a pipeline that are not deleted, in the order of their triggers. */
  public List<TrainedModel> models(int pipelineId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT trigger_id, training_id, model_id, first_timestamp, last_timestamp
                    FROM trained_models WHERE pipeline_id = :id AND NOT deleted ORDER BY trigger_id
                    """)
                .bind("id", pipelineId)
                .map(
                    (row, context) ->
                        new TrainedModel(
                            row.getInt(1),
                            row.getInt(2),
                            row.getInt(3),
                            row.getLong(4),
                            row.getLong(5)))
                .list());
  }

  /** Returns the number of models that a pipeline has trained, also of those that are deleted. */
  public int trainedModels(int pipelineId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM trained_models WHERE pipeline_id = :id")
                .bind("id", pipelineId)
                .mapTo(Integer.class)
                .one());
  }

  /** Records that a model was deleted. */
  public void markDeleted(int modelId) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("UPDATE trained_models SET deleted = true WHERE model_id = :model")
                .bind("model", modelId)
                .execute());
  }

  /** Passes the rows of a pipeline's log to a consumer, as JSON texts, in order. */
  public void forEachStageRun(int pipelineId, Consumer<String> consumer) {
    jdbi.useTransaction(
        handle -> {
          try (var runs =
              handle
                  .createQuery("SELECT run FROM stage_runs WHERE pipeline_id = :id ORDER BY id")
                  .bind("id", pipelineId)
                  .setFetchSize(FETCH_SIZE)
                  .mapTo(String.class)
                  .iterator()) {
            runs.forEachRemaining(consumer);
          }
        });
  }

  /**
   * What one transaction stores.
   *
   * @param position empty to leave the position as it is
   * @param evaluation the results of a model
   * @param end how the pipeline ended
   */
  public record Records(
      Optional<PipelinePosition> position,
      List<StageLog> log,
      List<PipelineEvent> events,
      List<TrainedModel> models,
      Optional<ModelEvaluation> evaluation,
      Optional<PipelineEnd> end) {
    public Records {
      requireNonNull(position, "position is null");
      log = List.copyOf(log);
      events = List.copyOf(events);
      models = List.copyOf(models);
      requireNonNull(evaluation, "evaluation is null");
      requireNonNull(end, "end is null");
    }

    /** Returns a position with its records. */
    public static Records of(
        Optional<PipelinePosition> position,
        List<StageLog> log,
        List<PipelineEvent> events,
        List<TrainedModel> models) {
      return new Records(position, log, events, models, Optional.empty(), Optional.empty());
    }

    /** Returns a position alone. */
    public static Records of(PipelinePosition position) {
      return of(Optional.of(position), List.of(), List.of(), List.of());
    }

    /** Returns the results of a model, with their row of the log and their events. */
    public static Records of(ModelEvaluation evaluation, StageLog row, List<PipelineEvent> events) {
      return new Records(
          Optional.empty(),
          List.of(row),
          events,
          List.of(),
          Optional.of(evaluation),
          Optional.empty());
    }

    /** Returns the end of a pipeline. */
    public static Records of(PipelineEnd end) {
      return new Records(
          Optional.empty(), List.of(), List.of(), List.of(), Optional.empty(), Optional.of(end));
    }
  }
}
