package org.modyn.supervisor.manual;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.database.EvaluationResultFilter;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.TakenOverException;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationRunner;
import org.modyn.supervisor.evaluation.ModelEvaluation;
import org.modyn.supervisor.evaluation.ModelEvaluator;
import org.modyn.supervisor.evaluation.writer.ResultWriters;

/**
 * An evaluation of the models of one pipeline on request. Evaluates everything anew: results of the
 * same handler, model, dataset and interval are replaced.
 */
public final class ManualEvaluation {
  private final long term;
  private final int pipelineId;
  private final EvaluationConfig config;
  private final List<EvaluationRequest> requests;
  private final List<FieldProblem> problems;
  private final ModelEvaluator evaluator;
  private final EvaluationResultRepository results;
  private final Path directory;

  ManualEvaluation(
      long term,
      int pipelineId,
      EvaluationConfig config,
      List<EvaluationRequest> requests,
      List<FieldProblem> problems,
      ModelEvaluator evaluator,
      EvaluationResultRepository results,
      Path directory) {
    this.term = term;
    this.pipelineId = pipelineId;
    this.config = requireNonNull(config, "config is null");
    this.requests = List.copyOf(requests);
    this.problems = List.copyOf(problems);
    this.evaluator = requireNonNull(evaluator, "evaluator is null");
    this.results = requireNonNull(results, "results is null");
    this.directory = requireNonNull(directory, "directory is null");
  }

  /** Returns the problems of the evaluation section; it can run only if there are none. */
  public List<FieldProblem> problems() {
    return problems;
  }

  /** Returns what will be evaluated. */
  public List<EvaluationRequest> requests() {
    return requests;
  }

  /**
   * Evaluates and records everything; blocks until the end.
   *
   * @param onRecorded receives the results of each model on each dataset after they are recorded
   * @throws ModynException when an evaluation fails, or the evaluator cannot be reached. Results
   *     that arrived before are recorded
   * @throws TakenOverException when another supervisor has become active since the evaluation was
   *     planned: nothing is written then
   */
  public void run(Consumer<ModelEvaluation> onRecorded) {
    new EvaluationRunner(evaluator, config, UUID.randomUUID().toString())
        .run(
            requests,
            Set.of(),
            config.afterPipelineEvaluationWorkers(),
            1,
            evaluation -> {
              results.add(term, pipelineId, evaluation);
              onRecorded.accept(evaluation);
            });
    ResultWriters.write(
        config, pipelineId, directory, results.find(pipelineId, EvaluationResultFilter.ALL));
  }
}
