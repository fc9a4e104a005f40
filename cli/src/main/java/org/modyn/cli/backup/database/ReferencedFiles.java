package org.modyn.cli.backup.database;

import java.util.ArrayList;
import java.util.List;
import org.modyn.common.database.DatabaseDump;

/**
 * The files that rows of the selector and the model storage refer to, as {@code
 * <directory>/<path>}: without them, a restored installation lacks what its database promises. They
 * are named by {@code ModelStore}, {@code TrainingSetDirectory} and {@code StorageBackends}.
 */
public final class ReferencedFiles {
  private static final String MODELS =
      """
      SELECT 'models/' || pipeline_id || '/' || model_id || '.safetensors' FROM model_storage.models
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

  private ReferencedFiles() {}

  /** Returns the files of all pipelines whose tables are in the dump. */
  public static List<String> in(DatabaseDump dump) {
    List<String> files = new ArrayList<>();
    if (dump.has("model_storage")) {
      dump.rows(MODELS).forEach(row -> files.add(row.getFirst()));
    }
    if (dump.has("selector")) {
      dump.rows(TRAINING_SETS).forEach(row -> files.add(row.getFirst()));
    }
    return files;
  }
}
