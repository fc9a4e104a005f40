package org.modyn.trainer.job;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.modyn.common.job.JobMetrics;
import org.modyn.common.job.JobQueue;

/** The meters of a trainer server, with those of {@link JobMetrics}. */
public final class TrainerMetrics {
  private static final String PREFIX = "modyn.trainer";
  private static final String SAMPLES = PREFIX + ".samples";
  private static final String BATCHES = PREFIX + ".batches";
  private static final String LOADER_WAIT = PREFIX + ".loader.wait.seconds";
  private static final double NANOSECONDS_PER_SECOND = SECONDS.toNanos(1);

  private final MeterRegistry registry;
  private final Counter samples;
  private final Counter batches;
  private final Counter loaderWait;

  public TrainerMetrics(MeterRegistry registry) {
    this.registry = registry;
    samples =
        Counter.builder(SAMPLES)
            .description("Samples trained on; each counts once per epoch")
            .register(registry);
    batches = Counter.builder(BATCHES).description("Batches trained on").register(registry);
    loaderWait =
        Counter.builder(LOADER_WAIT)
            .description("Time for which trainings have waited for batches, without selections")
            .register(registry);
  }

  /** Counts the jobs of the queue, too. */
  void observe(JobQueue<TrainingJob> queue) {
    JobMetrics.bind(queue, PREFIX, registry);
  }

  /**
   * Counts a batch.
   *
   * @param size the number of samples
   * @param nanosecondsWaited the time that the training waited for it
   */
  void countBatch(int size, long nanosecondsWaited) {
    samples.increment(size);
    batches.increment();
    loaderWait.increment(nanosecondsWaited / NANOSECONDS_PER_SECOND);
  }
}
