package org.modyn.modelstorage.database;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The table {@code pipelines}. */
public final class PipelineRepository {
  private final Jdbi jdbi;

  public PipelineRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /** Returns the section {@code model_storage} of a pipeline as JSON; empty if not registered. */
  public Optional<String> findModelStorage(int pipelineId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT model_storage FROM pipelines WHERE pipeline_id = :pipeline")
                .bind("pipeline", pipelineId)
                .mapTo(String.class)
                .findOne());
  }

  /** Returns the id of the request that registered a pipeline; empty if it had none. */
  public String findRequestId(int pipelineId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT request_id FROM pipelines WHERE pipeline_id = :pipeline")
                .bind("pipeline", pipelineId)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
  }

  /** Deletes a pipeline and the rows of its models, if it exists. */
  public void delete(int pipelineId) {
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate("DELETE FROM models WHERE pipeline_id = :pipeline")
              .bind("pipeline", pipelineId)
              .execute();
          handle
              .createUpdate("DELETE FROM pipelines WHERE pipeline_id = :pipeline")
              .bind("pipeline", pipelineId)
              .execute();
        });
  }

  /** Inserts a pipeline; returns false, without a change, if its id exists. */
  public boolean insert(int pipelineId, String modelStorage, String requestId) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO pipelines (pipeline_id, model_storage, request_id)
                        VALUES (:pipeline, :storage, :request)
                        ON CONFLICT DO NOTHING
                        """)
                    .bind("pipeline", pipelineId)
                    .bind("storage", modelStorage)
                    .bind("request", requestId)
                    .execute())
        == 1;
  }
}
