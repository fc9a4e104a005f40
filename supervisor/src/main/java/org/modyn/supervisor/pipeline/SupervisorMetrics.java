package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.modyn.supervisor.event.PipelineEvent;

/** The meters of a supervisor. */
public final class SupervisorMetrics {
  private static final String ACTIVE = "modyn.supervisor.active";
  private static final String RUNNING = "modyn.supervisor.pipelines.running";
  private static final String QUEUED = "modyn.supervisor.pipelines.queued";
  private static final String STALLED = "modyn.supervisor.pipelines.stalled";
  private static final String ENDED = "modyn.supervisor.pipelines.ended";
  private static final String SAMPLES = "modyn.supervisor.samples";
  private static final String TRIGGERS = "modyn.supervisor.triggers";
  private static final String EVALUATIONS = "modyn.supervisor.evaluations";
  private static final Duration[] TRIGGER_BUCKETS = {
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10),
    Duration.ofHours(1),
    Duration.ofHours(6)
  };
  private static final double NANOSECONDS_PER_SECOND = SECONDS.toNanos(1);

  private final MeterRegistry registry;
  private final Counter samples;
  private final Timer triggers;
  private final Counter evaluations;

  public SupervisorMetrics(MeterRegistry registry) {
    this.registry = requireNonNull(registry, "registry is null");
    samples =
        Counter.builder(SAMPLES)
            .description("Samples that pipelines have processed")
            .register(registry);
    triggers =
        Timer.builder(TRIGGERS)
            .description("Triggers, from the start of the training to the stored model")
            .serviceLevelObjectives(TRIGGER_BUCKETS)
            .register(registry);
    evaluations =
        Counter.builder(EVALUATIONS)
            .description("Evaluations of a model on an interval")
            .register(registry);
  }

  /** Reports the state of the pipelines, too. */
  void observe(Pipelines pipelines) {
    Gauge.builder(ACTIVE, () -> pipelines.isActive() ? 1 : 0)
        .description("1 on the supervisor that runs pipelines, 0 on a standby")
        .register(registry);
    gauge(RUNNING, "Pipelines that run", pipelines, PipelineQueue.Counts::running);
    gauge(
        QUEUED,
        "Pipelines that wait until another one ends",
        pipelines,
        PipelineQueue.Counts::queued);
    gauge(
        STALLED,
        "Pipelines that wait for an unavailable server or database",
        pipelines,
        PipelineQueue.Counts::stalled);
  }

  private interface Count {
    int of(PipelineQueue.Counts counts);
  }

  private void gauge(String name, String description, Pipelines pipelines, Count count) {
    Gauge.builder(name, () -> count.of(pipelines.counts()))
        .description(description)
        .register(registry);
  }

  /** Counts an event that happens now. */
  void count(PipelineEvent event) {
    switch (event) {
      case PipelineEvent.BatchStarted batch -> samples.increment(batch.samples());
      case PipelineEvent.ModelStored model ->
          triggers.record((long) (model.seconds() * NANOSECONDS_PER_SECOND), NANOSECONDS);
      case PipelineEvent.ModelEvaluated _ -> evaluations.increment();
      case PipelineEvent.Ended ended ->
          Counter.builder(ENDED)
              .description("Pipelines that have ended, also until they are resumed")
              .tag("status", ended.status().text())
              .register(registry)
              .increment();
      default -> {}
    }
  }
}
