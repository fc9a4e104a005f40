package org.modyn.common.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import org.modyn.common.version.ModynVersion;

/**
 * The metrics of the process and its JVM, under Micrometer's names ({@code jvm_memory_used_bytes},
 * {@code process_files_open_files}, ...), which common dashboards know, and {@code modyn_info}.
 */
final class ProcessMetrics implements AutoCloseable {
  static final String INFO = "modyn.info";

  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  /** Registers the meters. */
  void bindTo(MeterRegistry registry) {
    Gauge.builder(INFO, () -> 1)
        .description("Always 1; the labels are the versions")
        .tag("version", ModynVersion.current())
        .tag("java", Runtime.version().toString())
        .strongReference(true)
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** Stops listening to the garbage collectors. */
  @Override
  public void close() {
    garbageCollection.close();
  }
}
