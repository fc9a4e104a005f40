package org.modyn.common.operations;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of a process. Each server has a class that lists the names of its meters; it receives
 * {@link #registry}, never a global one.
 *
 * <p>Without a reader, {@link #none} has a registry whose meters do nothing.
 */
public final class Metrics implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Metrics.class);

  private final MeterRegistry registry;
  private final Optional<PrometheusMeterRegistry> exported;
  private final List<Runnable> updates = new CopyOnWriteArrayList<>();

  private Metrics(MeterRegistry registry, Optional<PrometheusMeterRegistry> exported) {
    this.registry = registry;
    this.exported = exported;
  }

  /** Metrics that nobody reads, and that cost nothing. */
  public static Metrics none() {
    return new Metrics(new CompositeMeterRegistry(), Optional.empty());
  }

  /** Metrics that {@link #scrape} returns. */
  public static Metrics exported() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    return new Metrics(registry, Optional.of(registry));
  }

  /** Where meters are registered. */
  public MeterRegistry registry() {
    return registry;
  }

  /**
   * Adds work to do before each scrape: values that are computed together, or gauges whose tags
   * change.
   *
   * @param update must be quick
   */
  public void beforeScrape(Runnable update) {
    requireNonNull(update, "update is null");
    if (exported.isPresent()) {
      updates.add(update);
    }
  }

  /**
   * Returns all metrics in Prometheus' text format, version 0.0.4; empty for {@link #none}. If an
   * update fails, its values are the former ones.
   */
  public String scrape() {
    updates.forEach(Metrics::update);
    return exported.map(PrometheusMeterRegistry::scrape).orElse("");
  }

  private static void update(Runnable update) {
    try {
      update.run();
    } catch (RuntimeException e) {
      log.warn("Some metrics have their former values: {}", e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
