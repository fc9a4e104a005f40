package org.modyn.benchmarks.selector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.benchmarks.framework.SelectorUnderTest;

/**
 * Measures every selection strategy over 1, 10 and 100 million keys: the duration of a trigger,
 * relative to linear growth from the smallest size (ratio 1), and the selector's peak memory during
 * ingest and triggers, relative to that at the smallest size (ratio 1 means constant memory).
 *
 * <p>Every strategy is measured with a new selector, whose heap of 128 MiB is allocated at startup:
 * exceeding it ends the selector (100 million keys are 800 MB), and growth outside of it is
 * visible.
 */
final class SelectorScaling {
  private static final long[] MILLIONS = {1, 10, 100};
  private static final long QUICK_DIVISOR = 100;
  private static final int WARM_UP_ROUNDS = 10;
  private static final String[] HEAP = {"-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"};

  private SelectorScaling() {}

  static List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    long million = 1_000_000 / (options.quick() ? QUICK_DIVISOR : 1);
    Rows rows = new Rows(options.rows());
    for (Policy policy : Policy.all()) {
      rows.addTogether(
          names(policy),
          () -> {
            Path place = Files.createDirectories(directory.resolve(policy.name()));
            try (SelectorUnderTest selector = SelectorUnderTest.start(place, HEAP)) {
              warmUp(selector, policy, million);
              return measure(selector, policy, 1, million);
            }
          });
    }
    return rows.measure();
  }

  private static List<String> names(Policy policy) {
    return Arrays.stream(MILLIONS)
        .mapToObj(millions -> prefix(millions, policy))
        .flatMap(prefix -> Stream.of(prefix + "trigger", prefix + "memory"))
        .toList();
  }

  private static String prefix(long millions, Policy policy) {
    return String.format(Locale.ROOT, "scaling_%dm_%s_", millions, policy.name());
  }

  /** Warms up the JVM at the smallest size. */
  private static void warmUp(SelectorUnderTest selector, Policy policy, long samples) {
    int pipelineId = 0;
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      selector.register(pipelineId, policy.strategy(), 1);
      selector.inform(SampleBatches.generate(pipelineId, 0, samples / 2));
      selector.trigger(pipelineId);
      selector.inform(SampleBatches.generate(pipelineId, samples / 2, samples));
      selector.trigger(pipelineId);
      selector.unregister(pipelineId);
    }
  }

  private static List<Measurement> measure(
      SelectorUnderTest selector, Policy policy, int pipelineId, long million) {
    selector.register(pipelineId, policy.strategy(), 1);
    List<Measurement> rows = new ArrayList<>();
    long informed = 0;
    double firstSeconds = 0;
    double firstMemory = 0;
    for (long millions : MILLIONS) {
      PeakMemory peak = PeakMemory.watch(selector);
      double seconds;
      try (peak) {
        selector.inform(SampleBatches.generate(pipelineId, informed, millions * million));
        informed = millions * million;
        seconds = Measurement.seconds(() -> selector.trigger(pipelineId));
      }
      double memory = peak.bytes();
      if (rows.isEmpty()) {
        firstSeconds = seconds;
        firstMemory = memory;
      }
      String prefix = prefix(millions, policy);
      double linear = firstSeconds * millions;
      rows.add(new Measurement(prefix + "trigger", seconds, "s", linear, seconds / linear));
      rows.add(
          new Measurement(prefix + "memory", memory, "bytes", firstMemory, memory / firstMemory));
    }
    selector.unregister(pipelineId);
    return rows;
  }

  /** Samples the memory of the selector every few milliseconds. */
  private static final class PeakMemory implements AutoCloseable {
    private static final long INTERVAL_NANOS = 5_000_000;

    private final Thread watcher;
    private volatile boolean stopped;
    private long peak;

    private PeakMemory(SelectorUnderTest selector) {
      this.watcher =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!stopped) {
                      peak = Math.max(peak, selector.memoryBytes());
                      LockSupport.parkNanos(INTERVAL_NANOS);
                    }
                  });
    }

    static PeakMemory watch(SelectorUnderTest selector) {
      return new PeakMemory(selector);
    }

    /** Returns the peak number of bytes until this was closed. */
    long bytes() {
      return peak;
    }

    @Override
    public void close() {
      stopped = true;
      boolean interrupted = false;
      while (watcher.isAlive()) {
        try {
          watcher.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
