package org.modyn.supervisor.database;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationResult;

/** The results of a pipeline, read a page at a time in the order of their ids. */
final class EvaluationResultPages implements Iterator<List<EvaluationResult>> {
  private static final int PAGE_SIZE = 500;

  private final Jdbi jdbi;
  private final int pipelineId;
  private final EvaluationResultFilter filter;
  private List<EvaluationResult> next = List.of();
  private long lastId;
  private boolean ended;

  EvaluationResultPages(Jdbi jdbi, int pipelineId, EvaluationResultFilter filter) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
    this.pipelineId = pipelineId;
    this.filter = requireNonNull(filter, "filter is null");
  }

  @Override
  public boolean hasNext() {
    if (next.isEmpty() && !ended) {
      List<Row> rows = jdbi.withHandle(this::read);
      ended = rows.isEmpty();
      if (!ended) {
        lastId = rows.getLast().id();
        next = merge(rows);
      }
    }
    return !next.isEmpty();
  }

  @Override
  public List<EvaluationResult> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    List<EvaluationResult> page = next;
    next = List.of();
    return page;
  }

  /** An evaluation with one of its metrics; without one if the evaluation failed. */
  private record Row(
      long id,
      EvaluationRequest request,
      Optional<String> failureReason,
      long datasetSize,
      Optional<EvaluationResult.Metric> metric) {}

  private List<Row> read(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT page.*, name, value, undefined_reason
            FROM (
              SELECT * FROM evaluations
              WHERE pipeline_id = :pipelineId
                AND evaluation_id > :lastId
                AND (CAST(:modelId AS integer) IS NULL OR model_id = :modelId)
                AND (CAST(:handler AS text) IS NULL OR handler = :handler)
                AND (CAST(:metric AS text) IS NULL
                  OR failure_reason IS NOT NULL
                  OR EXISTS (
                    SELECT 1 FROM evaluation_metrics
                    WHERE evaluation_metrics.evaluation_id = evaluations.evaluation_id
                      AND name = :metric))
              ORDER BY evaluation_id
              LIMIT :limit
            ) AS page
            LEFT JOIN evaluation_metrics
              ON evaluation_metrics.evaluation_id = page.evaluation_id
                AND (CAST(:metric AS text) IS NULL OR name = :metric)
            ORDER BY page.evaluation_id, position
            """)
        .bind("pipelineId", pipelineId)
        .bind("lastId", lastId)
        .bind("modelId", filter.modelId().orElse(null))
        .bind("handler", filter.handler().orElse(null))
        .bind("metric", filter.metric().orElse(null))
        .bind("limit", PAGE_SIZE)
        .map((row, context) -> toRow(row))
        .list();
  }

  private static Row toRow(ResultSet row) throws SQLException {
    Optional<EvaluationResult.Metric> metric =
        row.getString("name") == null
            ? Optional.empty()
            : Optional.of(
                new EvaluationResult.Metric(
                    row.getString("name"),
                    Optional.ofNullable(row.getObject("value", Double.class)),
                    Optional.ofNullable(row.getString("undefined_reason"))));
    return new Row(
        row.getLong("evaluation_id"),
        EvaluationResultRepository.toRequest(row),
        Optional.ofNullable(row.getString("failure_reason")),
        row.getLong("dataset_size"),
        metric);
  }

  private static List<EvaluationResult> merge(List<Row> rows) {
    Map<Long, List<Row>> byEvaluation = new LinkedHashMap<>();
    rows.forEach(row -> byEvaluation.computeIfAbsent(row.id(), _ -> new ArrayList<>()).add(row));
    return byEvaluation.values().stream()
        .map(
            ofOne ->
                new EvaluationResult(
                    ofOne.getFirst().request(),
                    ofOne.getFirst().failureReason(),
                    ofOne.getFirst().datasetSize(),
                    ofOne.stream().flatMap(row -> row.metric().stream()).toList()))
        .toList();
  }
}
