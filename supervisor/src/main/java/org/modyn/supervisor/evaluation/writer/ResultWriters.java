package org.modyn.supervisor.evaluation.writer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.ResultWriterType;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.supervisor.evaluation.EvaluationResult;

/** The writers by the names in {@code evaluation.result_writers}. */
public final class ResultWriters {
  private ResultWriters() {}

  /**
   * Writes the results of a pipeline with the writers that its file names. May be called again: the
   * files are replaced.
   *
   * @param directory the directory of the pipeline's log
   * @param results all results of the pipeline, in lists
   * @throws ModynException when a file cannot be written
   */
  public static void write(
      EvaluationConfig config,
      int pipelineId,
      Path directory,
      Iterator<List<EvaluationResult>> results) {
    List<ResultWriter> writers =
        config.resultWriters().orElse(List.of()).stream()
            .distinct()
            .flatMap(type -> create(type, pipelineId, directory).stream())
            .toList();
    if (writers.isEmpty()) {
      return;
    }
    DurableFiles.createDirectories(directory);
    List<EvaluationResult> all = new ArrayList<>();
    results.forEachRemaining(all::addAll);
    writers.forEach(writer -> writer.write(all));
  }

  private static Optional<ResultWriter> create(
      ResultWriterType type, int pipelineId, Path directory) {
    return switch (type) {
      // the pipeline log has all results
      case JSON -> Optional.empty();
      case JSON_DEDICATED -> Optional.of(new DedicatedJsonWriter(pipelineId, directory));
      case TENSORBOARD -> Optional.of(new TensorBoardWriter(pipelineId, directory));
    };
  }
}
