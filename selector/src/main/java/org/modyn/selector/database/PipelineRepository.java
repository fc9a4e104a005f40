package org.modyn.selector.database;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Jdbi;

/** The tables {@code pipelines} and {@code default_seed}. */
public final class PipelineRepository {
  private final Jdbi jdbi;

  public PipelineRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /** Returns a pipeline; empty when it does not exist or is being unregistered. */
  public Optional<PipelineRow> find(int pipelineId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT pipeline_id, selection_strategy, num_workers, seed, dataset_id,
                      request_id
                    FROM pipelines WHERE pipeline_id = :pipeline AND NOT unregistering
                    """)
                .bind("pipeline", pipelineId)
                .map(
                    (row, context) ->
                        new PipelineRow(
                            row.getInt("pipeline_id"),
                            row.getString("selection_strategy"),
                            row.getInt("num_workers"),
                            row.getLong("seed"),
                            row.getString("dataset_id"),
                            row.getString("request_id")))
                .findOne());
  }

  /** Inserts a pipeline; returns false, without a change, if its id exists. */
  public boolean insert(PipelineRow pipeline) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO pipelines (
                          pipeline_id, selection_strategy, num_workers, seed, dataset_id,
                          request_id)
                        VALUES (:pipeline, :strategy, :workers, :seed, :datasetId, :requestId)
                        ON CONFLICT DO NOTHING
                        """)
                    .bind("pipeline", pipeline.pipelineId())
                    .bind("strategy", pipeline.selectionStrategy())
                    .bind("workers", pipeline.workers())
                    .bind("seed", pipeline.seed())
                    .bind("datasetId", pipeline.datasetId())
                    .bind("requestId", pipeline.requestId())
                    .execute())
        == 1;
  }

  /** Returns the ids of all pipelines, sorted. */
  public List<Integer> findIds() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT pipeline_id FROM pipelines ORDER BY pipeline_id")
                .mapTo(Integer.class)
                .list());
  }

  /** Returns the ids of the pipelines that are being unregistered. */
  public List<Integer> findUnregistering() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT pipeline_id FROM pipelines WHERE unregistering")
                .mapTo(Integer.class)
                .list());
  }

  /** Marks a pipeline as being unregistered; returns false if it does not exist. */
  public boolean markUnregistering(int pipelineId) {
    return jdbi.withHandle(
            handle ->
                handle.execute(
                    "UPDATE pipelines SET unregistering = true WHERE pipeline_id = ?", pipelineId))
        == 1;
  }

  /** Deletes a pipeline and its triggers. */
  public void delete(int pipelineId) {
    jdbi.useHandle(
        handle -> handle.execute("DELETE FROM pipelines WHERE pipeline_id = ?", pipelineId));
  }

  /** Deletes all pipelines and their triggers. */
  public void deleteAll() {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM pipelines"));
  }

  /** Returns the seed of pipelines that are registered without one; empty if none was set. */
  public OptionalInt findDefaultSeed() {
    return jdbi.withHandle(
            handle ->
                handle.createQuery("SELECT seed FROM default_seed").mapTo(Integer.class).findOne())
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  /** Sets the seed of pipelines that are registered without one. */
  public void saveDefaultSeed(int seed) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO default_seed (seed) VALUES (:seed)
                    ON CONFLICT (only_row) DO UPDATE SET seed = excluded.seed
                    """)
                .bind("seed", seed)
                .execute());
  }
}
