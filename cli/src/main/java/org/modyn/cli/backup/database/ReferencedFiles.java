package org.modyn.cli.backup.database;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.modyn.common.database.DatabaseDump;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.selector.pipeline.PipelineFiles;
import org.modyn.selector.pipeline.Registration;

/**
 * The files that rows of the selector, the model storage and the supervisor refer to: without them,
 * a restored installation lacks what its database promises. They are named by {@code ModelStore},
 * {@code TrainingSetDirectory}, {@code LocalStorageBackend} and {@code PipelineLog}.
 *
 * @param names all but the segment files, as {@code <directory>/<path>}
 * @param pipelines what the selector has of each pipeline; they know their segment files
 */
public record ReferencedFiles(List<String> names, List<PipelineFiles> pipelines) {
  private static final String MODELS =
      """
      SELECT 'models/' || pipeline_id || '/' || coalesce(file_name, model_id || '.safetensors')
      FROM model_storage.models
      UNION ALL
      SELECT 'models/' || pipeline_id || '/' || model_id || '.samples' FROM model_storage.models
      WHERE trained_samples IS NOT NULL
      """;
  private static final String TRAINING_SETS =
      """
      SELECT 'trigger_samples/' || pipeline_id || '/' || trigger_id || '/'
        || CASE holdout WHEN 0 THEN '' ELSE 'holdout-' || holdout || '-' END
        || partition_id || '.training-set'
      FROM selector.trigger_partitions JOIN selector.triggers USING (pipeline_id, trigger_id)
      WHERE NOT cleaned
      """;
  private static final String PIPELINES =
      """
      SELECT pipeline_id, selection_strategy, num_workers,
        (SELECT max(trigger_id) FROM selector.triggers t WHERE t.pipeline_id = p.pipeline_id),
        greatest(
          (SELECT max(samples_seen) FROM selector.triggers t WHERE t.pipeline_id = p.pipeline_id),
          %s, 0)
      FROM selector.pipelines p WHERE NOT unregistering
      """;

  /** The selector has them before the supervisor counts them. */
  private static final String SAMPLES_SENT =
      """
      (SELECT (position->'data'->>'samplesSent')::bigint FROM supervisor.pipeline_positions s
       WHERE s.pipeline_id = p.pipeline_id)
      """;

  /** The path is known from the start of a pipeline, and the file is written before its end. */
  private static final String LOGS =
      "SELECT log_path FROM supervisor.pipelines WHERE status = 'completed' AND log_path <> ''";

  public ReferencedFiles {
    names = List.copyOf(names);
    pipelines = List.copyOf(pipelines);
  }

  /**
   * Returns the files of all pipelines whose tables are in the dump.
   *
   * @param evaluationDirectory where logs of pipelines are; those that an earlier configuration has
   *     put elsewhere are left out
   * @throws ModynException DATA_LOSS when a row cannot be read
   */
  public static ReferencedFiles in(DatabaseDump dump, Path evaluationDirectory) {
    requireNonNull(evaluationDirectory, "evaluationDirectory is null");
    List<String> names = new ArrayList<>();
    List<PipelineFiles> pipelines = new ArrayList<>();
    if (dump.has("model_storage")) {
      dump.rows(MODELS).forEach(row -> names.add(row.getFirst()));
    }
    if (dump.has("selector")) {
      dump.rows(TRAINING_SETS).forEach(row -> names.add(row.getFirst()));
      dump.rows(PIPELINES.formatted(dump.has("supervisor") ? SAMPLES_SENT : "0"))
          .forEach(row -> pipelines.add(pipeline(row)));
      pipelines.forEach(
          pipeline ->
              pipeline.strategyState().ifPresent(path -> names.add("trigger_samples/" + path)));
    }
    if (dump.has("supervisor")) {
      for (List<String> row : dump.rows(LOGS)) {
        Path log = Path.of(row.getFirst());
        if (log.startsWith(evaluationDirectory)) {
          names.add("evaluation/" + evaluationDirectory.relativize(log));
        }
      }
    }
    return new ReferencedFiles(names, pipelines);
  }

  private static PipelineFiles pipeline(List<String> row) {
    int pipelineId = Integer.parseInt(row.getFirst());
    Registration registration;
    try {
      registration = Registration.parse(row.get(1), Integer.parseInt(row.get(2)));
    } catch (ModynException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS,
          "the selection strategy of pipeline %s in the table selector.pipelines cannot be read: %s"
              .formatted(pipelineId, e.oneLine()),
          e);
    }
    return new PipelineFiles(
        pipelineId,
        registration,
        row.get(3) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(row.get(3))),
        Long.parseLong(row.get(4)));
  }
}
