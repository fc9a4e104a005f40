package org.modyn.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Every selection policy over 1, 10 and 100 million keys: how long a trigger takes, against what it
 * took at the smallest size and as many times that as there are more keys, so that a ratio of 1 is
 * linear growth; and the selector's peak memory while it is told of the keys and triggers, against
 * the smallest size's, so that a ratio of 1 is flat.
 *
 * <p>Every policy has a selector of its own, with a heap of 128 MiB that is in memory from the
 * start: what does not fit into it ends the selector (100 million keys are 800 MB), and growth
 * outside of it shows.
 */
final class SelectorScaling {
  private static final long[] MILLIONS = {1, 10, 100};
  private static final long QUICK_DIVISOR = 100;
  private static final int WARM_UP_ROUNDS = 10;
  private static final String[] HEAP = {"-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"};

  private SelectorScaling() {}

  static List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    long million = 1_000_000 / (options.quick() ? QUICK_DIVISOR : 1);
    List<Measurement> rows = new ArrayList<>();
    for (Policy policy : Policy.all()) {
      Path place = Files.createDirectories(directory.resolve(policy.name()));
      try (SelectorUnderTest selector = SelectorUnderTest.start(place, HEAP)) {
        warmUp(selector, policy, million);
        rows.addAll(measure(selector, policy, 1, million));
      }
    }
    return rows;
  }

  /** Works at the smallest size until the JVM has compiled and loaded what it needs for it. */
  private static void warmUp(SelectorUnderTest selector, Policy policy, long samples) {
    int pipelineId = 0;
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      selector.register(pipelineId, policy.strategy(), 1);
      selector.inform(InformBatches.generate(pipelineId, 0, samples / 2));
      selector.trigger(pipelineId);
      selector.inform(InformBatches.generate(pipelineId, samples / 2, samples));
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
        selector.inform(InformBatches.generate(pipelineId, informed, millions * million));
        informed = millions * million;
        seconds = Measurement.seconds(() -> selector.trigger(pipelineId));
      }
      double memory = peak.bytes();
      if (rows.isEmpty()) {
        firstSeconds = seconds;
        firstMemory = memory;
      }
      String prefix = "scaling_%dm_%s_".formatted(millions, policy.name());
      double linear = firstSeconds * millions;
      rows.add(new Measurement(prefix + "trigger", seconds, "s", linear, seconds / linear));
      rows.add(
          new Measurement(prefix + "memory", memory, "bytes", firstMemory, memory / firstMemory));
    }
    selector.unregister(pipelineId);
    return rows;
  }

  /** Looks every few milliseconds how much memory the selector has. */
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

    /** Returns the largest number of bytes that was seen until this was closed. */
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
