package org.modyn.evaluator.job;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.modyn.common.job.Job;
import org.modyn.common.job.JobMetrics;
import org.modyn.common.job.JobQueue;

/** The meters of an evaluator, with those of {@link JobMetrics}. */
public final class EvaluatorMetrics {
  private static final String PREFIX = "modyn.evaluator";
  private static final String SAMPLES = PREFIX + ".samples";

  private final MeterRegistry registry;
  private final Counter samples;

  public EvaluatorMetrics(MeterRegistry registry) {
    this.registry = registry;
    samples =
        Counter.builder(SAMPLES)
            .description("Samples that models were evaluated or features were computed on")
            .register(registry);
  }

  /** Counts the jobs of the queue, too. */
  public void observe(JobQueue<Job<?>> queue) {
    JobMetrics.bind(queue, PREFIX, registry);
  }

  /**
   * @param size the number of samples
   */
  void countBatch(int size) {
    samples.increment(size);
  }
}
