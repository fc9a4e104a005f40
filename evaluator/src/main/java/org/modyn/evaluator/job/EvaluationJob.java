package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.job.Job;
import org.modyn.common.job.JobMemory;
import org.modyn.common.job.JobRequest;
import org.modyn.common.sample.SampleException;
import org.modyn.proto.evaluator.EvaluateModelResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An evaluation of a model on intervals; it results in one {@link IntervalResult} for each. */
public final class EvaluationJob extends Job<List<IntervalResult>> {
  private static final Logger log = LoggerFactory.getLogger(EvaluationJob.class);

  private final Evaluation evaluation;
  private final JobMemory memory;
  private final DownloadedModel model;
  private final EvaluateModelResponse answer;

  /**
   * @param specification the specification of {@code evaluation}
   * @param model deleted when the evaluation has ended
   * @param answer to {@code request}
   */
  EvaluationJob(
      int id,
      JobRequest request,
      EvaluationSpecification specification,
      Evaluation evaluation,
      DownloadedModel model,
      EvaluateModelResponse answer) {
    super("evaluation", id, List.of(specification.device()), specification.toString(), request);
    this.evaluation = requireNonNull(evaluation, "evaluation is null");
    this.memory = specification.memory();
    this.model = requireNonNull(model, "model is null");
    this.answer = requireNonNull(answer, "answer is null");
  }

  /** The response to the request that started the evaluation, each time the request is sent. */
  public EvaluateModelResponse answer() {
    return answer;
  }

  @Override
  protected List<IntervalResult> work() {
    long start = System.nanoTime();
    List<IntervalResult> results = evaluation.run();
    log.info(
        "Done: {}, {} intervals, {} ms",
        this,
        results.size(),
        (System.nanoTime() - start) / 1_000_000);
    return results;
  }

  @Override
  protected JobMemory memory() {
    return memory;
  }

  @Override
  protected String describe(Throwable failure) {
    if (failure instanceof SampleException error) {
      return evaluation.locate(error).oneLine();
    }
    return describe(failure, "lower batch_size or dataloader_workers of the dataset");
  }

  @Override
  protected void onEnd() {
    DurableFiles.delete(model.weights());
  }
}
