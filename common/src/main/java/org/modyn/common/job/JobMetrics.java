package org.modyn.common.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** The meters of a queue of jobs. */
public final class JobMetrics {
  private JobMetrics() {}

  /**
   * Registers the meters {@code <prefix>.jobs.running} and {@code <prefix>.jobs.queued}, the number
   * of such jobs, and {@code <prefix>.jobs}, how long the jobs that have ended were running, by
   * {@code status}: OK, or the category of the error.
   *
   * @param prefix the name of the server, for example {@code modyn.trainer}
   */
  public static void bind(JobQueue<?> queue, String prefix, MeterRegistry registry) {
    Gauge.builder(prefix + ".jobs.running", queue, JobQueue::numberRunning)
        .description("Jobs that run")
        .register(registry);
    Gauge.builder(prefix + ".jobs.queued", queue, JobQueue::numberQueued)
        .description("Jobs that wait for a device or for memory")
        .register(registry);
    queue.addEndListener(
        (job, duration) ->
            Timer.builder(prefix + ".jobs")
                .description(
                    "Jobs that have ended, by status; the time for which they were running")
                .tag("status", job.failureCategory().map(Enum::name).orElse("OK"))
                .register(registry)
                .record(duration));
  }
}
