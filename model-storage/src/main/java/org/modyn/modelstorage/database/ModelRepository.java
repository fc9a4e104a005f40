package org.modyn.modelstorage.database;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.modyn.modelstorage.model.DescribedModel;
import org.modyn.modelstorage.model.ModelDescription;
import org.modyn.modelstorage.model.ModelFile;
import org.modyn.modelstorage.model.ModelListing;
import org.modyn.modelstorage.model.ModelRole;
import org.modyn.modelstorage.model.Sha256;
import org.modyn.modelstorage.model.StoredModel;
import org.modyn.modelstorage.model.StoredModels;

/** The table {@code models}. */
public final class ModelRepository {
  private final Jdbi jdbi;

  public ModelRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /** Returns an id that no model has ever had. */
  public int nextId() {
    return jdbi.withHandle(
        handle ->
            handle.createQuery("SELECT nextval('model_ids')::integer").mapTo(Integer.class).one());
  }

  public Optional<StoredModel> find(int modelId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM models WHERE model_id = :model")
                .bind("model", modelId)
                .map((row, context) -> model(row))
                .findOne());
  }

  /**
   * Returns a model, the model that its file is a difference from, and so on, up to one that is
   * stored in full; nothing if there is no such model.
   */
  public List<StoredModel> findWithBases(int modelId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    WITH RECURSIVE bases AS (
                      SELECT models.*, 0 AS distance FROM models WHERE model_id = :model
                      UNION ALL
                      SELECT models.*, bases.distance + 1
                      FROM bases JOIN models ON models.model_id = bases.base_model_id)
                    SELECT * FROM bases ORDER BY distance
                    """)
                .bind("model", modelId)
                .map((row, context) -> model(row))
                .list());
  }

  /** Returns the models whose files are differences from a model, ordered by id. */
  public List<StoredModel> findDifferencesFrom(int modelId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM models WHERE base_model_id = :model ORDER BY model_id")
                .bind("model", modelId)
                .map((row, context) -> model(row))
                .list());
  }

  /**
   * Returns the ids of all models that cannot be read without a model, directly or not, in order.
   */
  public List<Integer> findDependents(int modelId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    WITH RECURSIVE dependents AS (
                      SELECT model_id FROM models WHERE base_model_id = :model
                      UNION
                      SELECT models.model_id
                      FROM dependents JOIN models ON models.base_model_id = dependents.model_id)
                    SELECT model_id FROM dependents ORDER BY model_id
                    """)
                .bind("model", modelId)
                .mapTo(Integer.class)
                .list());
  }

  /** Returns the newest model of the last trigger of a pipeline before a trigger. */
  public Optional<StoredModel> findBefore(int pipelineId, int triggerId, ModelRole role) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM models
                    WHERE pipeline_id = :pipeline AND trigger_id < :trigger AND role = :role
                    ORDER BY trigger_id DESC, model_id DESC LIMIT 1
                    """)
                .bind("pipeline", pipelineId)
                .bind("trigger", triggerId)
                .bind("role", role)
                .map((row, context) -> model(row))
                .findOne());
  }

  /**
   * Returns what the database knows. Waits for transactions that write: those of a program that was
   * killed may still be in progress.
   */
  public StoredModels findAll() {
    return jdbi.inTransaction(
        handle -> {
          handle.execute("LOCK TABLE models IN SHARE MODE");
          return new StoredModels(
              handle
                  .createQuery("SELECT * FROM models ORDER BY model_id")
                  .map((row, context) -> model(row))
                  .list(),
              Set.copyOf(
                  handle
                      .createQuery("SELECT pipeline_id FROM pipelines")
                      .mapTo(Integer.class)
                      .list()),
              handle
                  .createQuery(
                      "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM model_ids")
                  .mapTo(Integer.class)
                  .one());
        });
  }

  /** Records that a model has another file; returns false if there is no such model. */
  public boolean replaceFile(int modelId, ModelFile file) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        UPDATE models
                        SET file_name = :file, stored_bytes = :stored, base_model_id = :base
                        WHERE model_id = :model
                        """)
                    .bind("file", file.name())
                    .bind("stored", file.bytes())
                    .bind("base", file.baseId())
                    .bind("model", modelId)
                    .execute())
        == 1;
  }

  /** Returns the model that was stored with a request id. */
  public Optional<StoredModel> findByRequest(String requestId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM models WHERE request_id = :request")
                .bind("request", requestId)
                .map((row, context) -> model(row))
                .findOne());
  }

  /**
   * Returns models, ordered by id.
   *
   * @param pipelineId the pipeline of the models; empty means all pipelines
   * @param afterModelId a lower bound of the ids, exclusive
   * @param limit the maximum number of models
   */
  public List<ModelListing> listAfter(OptionalInt pipelineId, int afterModelId, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM models
                    WHERE model_id > :after AND (:all OR pipeline_id = :pipeline)
                    ORDER BY model_id LIMIT :limit
                    """)
                .bind("after", afterModelId)
                .bind("all", pipelineId.isEmpty())
                .bind("pipeline", pipelineId.orElse(0))
                .bind("limit", limit)
                .map((row, context) -> listing(row))
                .list());
  }

  /** Returns a model with its entry in lists. */
  public Optional<DescribedModel> describe(int modelId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM models WHERE model_id = :model")
                .bind("model", modelId)
                .map((row, context) -> new DescribedModel(model(row), listing(row)))
                .findOne());
  }

  /** Inserts a model; returns false, without a change, if its request id has a model. */
  public boolean insert(StoredModel model) {
    ModelDescription description = model.description();
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO models (model_id, pipeline_id, trigger_id, role, model_class,
                          model_configuration, provenance, request_id, size_bytes, sha256,
                          trained_samples, file_name, stored_bytes, base_model_id)
                        VALUES (:model, :pipeline, :trigger, :role, :class, :configuration,
                          :provenance, :request, :size, :sha256, :samples, :file, :stored, :base)
                        ON CONFLICT (request_id) DO NOTHING
                        """)
                    .bind("model", model.modelId())
                    .bind("pipeline", description.pipelineId())
                    .bind("trigger", description.triggerId())
                    .bind("role", description.role())
                    .bind("class", description.modelClass())
                    .bind("configuration", description.configuration())
                    .bind("provenance", description.provenance())
                    .bind("request", description.requestId())
                    .bind("size", model.size())
                    .bind("sha256", model.checksum().bytes())
                    .bind("samples", model.trainedSamples())
                    .bind("file", model.file().name())
                    .bind("stored", model.file().bytes())
                    .bind("base", model.file().baseId())
                    .execute())
        == 1;
  }

  /** Deletes a model; returns false if it does not exist. */
  public boolean delete(int modelId) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate("DELETE FROM models WHERE model_id = :model")
                    .bind("model", modelId)
                    .execute())
        == 1;
  }

  private static ModelListing listing(ResultSet row) throws SQLException {
    return new ModelListing(
        row.getInt("model_id"),
        row.getInt("pipeline_id"),
        row.getInt("trigger_id"),
        ModelRole.valueOf(row.getString("role")),
        row.getString("model_class"),
        row.getLong("size_bytes"),
        new Sha256(row.getBytes("sha256")),
        row.getObject("stored_at", OffsetDateTime.class).toInstant(),
        trainedSamples(row),
        file(row));
  }

  private static ModelFile file(ResultSet row) throws SQLException {
    int baseId = row.getInt("base_model_id");
    OptionalInt base = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(baseId);
    String name = row.getString("file_name");
    if (name == null) {
      name = row.getInt("model_id") + ".safetensors";
    }
    long bytes = row.getLong("stored_bytes");
    return new ModelFile(name, row.wasNull() ? row.getLong("size_bytes") : bytes, base);
  }

  private static OptionalLong trainedSamples(ResultSet row) throws SQLException {
    long samples = row.getLong("trained_samples");
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(samples);
  }

  private static StoredModel model(ResultSet row) throws SQLException {
    return new StoredModel(
        row.getInt("model_id"),
        new ModelDescription(
            row.getInt("pipeline_id"),
            row.getInt("trigger_id"),
            row.getString("model_class"),
            row.getString("model_configuration"),
            row.getString("provenance"),
            Optional.ofNullable(row.getString("request_id")),
            ModelRole.valueOf(row.getString("role"))),
        row.getLong("size_bytes"),
        new Sha256(row.getBytes("sha256")),
        trainedSamples(row),
        file(row));
  }
}
