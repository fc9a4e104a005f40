package org.modyn.evaluator.job;

import java.util.List;
import org.modyn.common.error.OutOfMemory;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.job.Job;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An evaluation of a model on intervals; it results in one {@link IntervalResult} for each. */
public final class EvaluationJob extends Job<List<IntervalResult>> {
  private static final Logger log = LoggerFactory.getLogger(EvaluationJob.class);

  private final DownloadedModel model;
  private final Evaluation evaluation;

  EvaluationJob(
      int id,
      EvaluationSpecification specification,
      List<Integer> intervals,
      DownloadedModel model,
      EvaluationEnvironment environment) {
    super("evaluation", id, specification.device(), specification.toString());
    this.model = model;
    evaluation = new Evaluation(specification, intervals, model, environment);
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
  protected String describe(Throwable failure) {
    return OutOfMemory.in(failure)
        .map(
            what ->
                what
                    + ": lower batch_size or dataloader_workers of the dataset, or "
                    + OutOfMemory.MORE_MEMORY)
        .orElseGet(() -> super.describe(failure));
  }

  @Override
  protected void onEnd() {
    DurableFiles.delete(model.weights());
  }
}
