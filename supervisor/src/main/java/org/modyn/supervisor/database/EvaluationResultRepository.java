package org.modyn.supervisor.database;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.modyn.common.error.database.TransientFailures;
import org.modyn.supervisor.evaluation.EvaluationKey;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationResult;
import org.modyn.supervisor.evaluation.ModelEvaluation;

/** The tables {@code evaluations} and {@code evaluation_metrics}. Thread safe. */
public final class EvaluationResultRepository {
  private final Jdbi jdbi;

  public EvaluationResultRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /**
   * As {@link #insert}, in a transaction of its own. Waits for a database that restarts.
   *
   * @throws TakenOverException when another supervisor has become active since the term
   */
  public void add(long term, int pipelineId, ModelEvaluation evaluation) {
    TransientFailures.repeat(
        () ->
            jdbi.inTransaction(
                handle -> {
                  SupervisorTerm.require(handle, term);
                  insert(handle, pipelineId, evaluation);
                  return evaluation;
                }));
  }

  /**
   * Inserts results in the transaction of the handle. A result of the same handler, model, dataset
   * and interval is replaced.
   */
  public static void insert(Handle handle, int pipelineId, ModelEvaluation evaluation) {
    Map<EvaluationKey, EvaluationResult> distinct = new LinkedHashMap<>();
    for (EvaluationResult result : evaluation.results()) {
      distinct.put(result.request().key(), result);
    }
    if (distinct.isEmpty()) {
      return;
    }
    OffsetDateTime time =
        evaluation
            .start()
            .plus(evaluation.duration())
            .atZone(ZoneId.systemDefault())
            .toOffsetDateTime();
    List<Long> ids = insertEvaluations(handle, pipelineId, time, distinct.values());
    handle
        .createUpdate("DELETE FROM evaluation_metrics WHERE evaluation_id = ANY(:ids)")
        .bindArray("ids", Long.class, ids)
        .execute();
    insertMetrics(handle, ids, distinct.values());
  }

  private static List<Long> insertEvaluations(
      Handle handle, int pipelineId, OffsetDateTime time, Collection<EvaluationResult> results) {
    PreparedBatch rows =
        handle.prepareBatch(
            """
            INSERT INTO evaluations
              (pipeline_id, handler, dataset_id, model_id, trigger_id, training_id, interval_start,
               interval_end, currently_active_model, currently_trained_model, dataset_size,
               failure_reason, evaluated_at)
            VALUES
              (:pipelineId, :handler, :datasetId, :modelId, :triggerId, :trainingId, :intervalStart,
               :intervalEnd, :active, :trained, :datasetSize, :failureReason, :time)
            ON CONFLICT
              (pipeline_id, handler, dataset_id, model_id, interval_start,
               (COALESCE(interval_end, 9223372036854775807)))
            DO UPDATE SET
              trigger_id = EXCLUDED.trigger_id,
              training_id = EXCLUDED.training_id,
              currently_active_model = EXCLUDED.currently_active_model,
              currently_trained_model = EXCLUDED.currently_trained_model,
              dataset_size = EXCLUDED.dataset_size,
              failure_reason = EXCLUDED.failure_reason,
              evaluated_at = EXCLUDED.evaluated_at
            """);
    for (EvaluationResult result : results) {
      EvaluationRequest request = result.request();
      rows.bind("pipelineId", pipelineId)
          .bind("handler", request.evalHandler())
          .bind("datasetId", request.datasetId())
          .bind("modelId", request.idModel())
          .bind("triggerId", request.triggerId())
          .bind("trainingId", request.trainingId())
          .bind("intervalStart", request.intervalStart())
          .bind("intervalEnd", request.intervalEnd().orElse(null))
          .bind("active", request.currentlyActiveModel().orElse(null))
          .bind("trained", request.currentlyTrainedModel().orElse(null))
          .bind("datasetSize", result.datasetSize())
          .bind("failureReason", result.failureReason().orElse(null))
          .bind("time", time)
          .add();
    }
    return rows.executePreparedBatch("evaluation_id").mapTo(Long.class).list();
  }

  private static void insertMetrics(
      Handle handle, List<Long> ids, Collection<EvaluationResult> results) {
    PreparedBatch rows =
        handle.prepareBatch(
            """
            INSERT INTO evaluation_metrics (evaluation_id, position, name, value, undefined_reason)
            VALUES (:evaluationId, :position, :name, :value, :undefinedReason)
            """);
    Iterator<Long> id = ids.iterator();
    for (EvaluationResult result : results) {
      long evaluationId = id.next();
      for (int position = 0; position < result.metrics().size(); position++) {
        EvaluationResult.Metric metric = result.metrics().get(position);
        rows.bind("evaluationId", evaluationId)
            .bind("position", position)
            .bind("name", metric.name())
            .bind("value", metric.result().orElse(null))
            .bind("undefinedReason", metric.undefinedReason().orElse(null))
            .add();
      }
    }
    if (rows.size() > 0) {
      rows.execute();
    }
  }

  /**
   * Returns the evaluations of some models of a pipeline that have a result, or a reason for which
   * they failed.
   */
  public Set<EvaluationKey> completed(int pipelineId, Collection<Integer> modelIds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM evaluations WHERE pipeline_id = :id AND model_id = ANY(:models)")
                .bind("id", pipelineId)
                .bindArray("models", Integer.class, modelIds)
                .map((row, context) -> toRequest(row).key())
                .collect(Collectors.toSet()));
  }

  /**
   * Returns the results of a pipeline that a filter selects, in the order in which they were first
   * recorded. The iteration reads them in lists of some hundred.
   */
  public Iterator<List<EvaluationResult>> find(int pipelineId, EvaluationResultFilter filter) {
    return new EvaluationResultPages(jdbi, pipelineId, filter);
  }

  static EvaluationRequest toRequest(ResultSet row) throws SQLException {
    return new EvaluationRequest(
        row.getInt("trigger_id"),
        row.getInt("training_id"),
        row.getInt("model_id"),
        Optional.ofNullable(row.getObject("currently_active_model", Boolean.class)),
        Optional.ofNullable(row.getObject("currently_trained_model", Boolean.class)),
        row.getString("handler"),
        row.getString("dataset_id"),
        row.getLong("interval_start"),
        Optional.ofNullable(row.getObject("interval_end", Long.class)));
  }
}
