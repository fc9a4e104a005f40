package org.modyn.benchmarks.selector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.DatabaseProcess;
import org.modyn.benchmarks.framework.DiskUsage;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.benchmarks.framework.SelectorUnderTest;
import org.modyn.common.concurrent.Threads;

/**
 * Measures every selection strategy over 1, 10 and 100 million keys, and more if the options say
 * so. Ratios are relative to linear growth from the smallest size, or for memory to that at the
 * smallest size: 1 means that time grows linearly and memory not at all.
 *
 * <ul>
 *   <li>{@code inform}: the throughput of the ingest of keys;
 *   <li>{@code trigger}: the duration of a trigger over all keys;
 *   <li>{@code memory}: the peak memory during ingest and trigger;
 *   <li>{@code read}: the throughput of reading the training set;
 *   <li>{@code segment_bytes}, {@code training_set_bytes}: the files of the samples that were seen,
 *       and of the trigger's training set, with the state of the strategy;
 *   <li>{@code database_bytes}, {@code database_rows}: the growth of the database.
 * </ul>
 *
 * <p>Every strategy is measured with a new selector, whose heap of 128 MiB is allocated at startup:
 * exceeding it ends the selector (100 million keys are 800 MB), and growth outside of it is
 * visible. The backend {@code database} is measured up to 10 million keys.
 */
final class SelectorScaling {
  private static final long[] MILLIONS = {1, 10, 100, 1000};
  private static final long DEFAULT_SAMPLES = 100_000_000;
  private static final long LARGEST_IN_DATABASE = 10_000_000;
  private static final long QUICK_DIVISOR = 100;
  private static final int WARM_UP_ROUNDS = 10;
  private static final int WARM_UP_PIPELINE = 0;
  private static final int PIPELINE = 1;
  private static final String SCHEMA = "selector";
  private static final String[] HEAP = {"-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"};

  private static final List<String> ROWS =
      List.of(
          "inform",
          "trigger",
          "memory",
          "read",
          "segment_bytes",
          "training_set_bytes",
          "database_bytes",
          "database_rows");

  private final Path directory;
  private final DatabaseProcess database;
  private final SelectorUnderTest selector;
  private final Policy policy;
  private final Map<String, Measurement> smallest = new HashMap<>();

  private SelectorScaling(
      Path directory, DatabaseProcess database, SelectorUnderTest selector, Policy policy) {
    this.directory = directory;
    this.database = database;
    this.selector = selector;
    this.policy = policy;
  }

  /** Measures the sizes up to that of the options. */
  static List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    long million = 1_000_000 / (options.quick() ? QUICK_DIVISOR : 1);
    long largest = options.samples().orElse(DEFAULT_SAMPLES);
    Rows rows = new Rows(options.rows());
    for (Policy policy : Policy.all()) {
      add(rows, directory, policy, million, sizes(largest));
    }
    add(
        rows,
        directory,
        new Policy("new_data_database", Policy.newData("database")),
        million,
        sizes(Math.min(largest, LARGEST_IN_DATABASE)));
    return rows.measure();
  }

  private static List<Long> sizes(long largest) {
    return Arrays.stream(MILLIONS)
        .filter(millions -> millions * 1_000_000 <= largest)
        .boxed()
        .toList();
  }

  private static void add(
      Rows rows, Path directory, Policy policy, long million, List<Long> sizes) {
    List<String> names =
        sizes.stream()
            .flatMap(millions -> ROWS.stream().map(row -> prefix(millions, policy) + row))
            .toList();
    rows.addTogether(
        names,
        () -> {
          Path place = Files.createDirectories(directory.resolve(policy.name()));
          try (DatabaseProcess database = DatabaseProcess.start(place);
              SelectorUnderTest selector = SelectorUnderTest.start(place, database, HEAP)) {
            return new SelectorScaling(place, database, selector, policy).measure(million, sizes);
          }
        });
  }

  private static String prefix(long millions, Policy policy) {
    return String.format(Locale.ROOT, "scaling_%dm_%s_", millions, policy.name());
  }

  private List<Measurement> measure(long million, List<Long> sizes) throws IOException {
    warmUp(million);
    selector.register(PIPELINE, policy.strategy(), 1);
    long bytesBefore = database.size().diskBytes();
    long rowsBefore = database.size().rows(SCHEMA);
    List<Measurement> rows = new ArrayList<>();
    long informed = 0;
    for (long millions : sizes) {
      long samples = millions * million;
      PeakMemory peak = PeakMemory.watch(selector);
      double informSeconds;
      double triggerSeconds;
      int[] trigger = new int[1];
      try (peak) {
        long from = informed;
        informSeconds =
            Measurement.seconds(
                () -> selector.inform(SampleBatches.generate(PIPELINE, from, samples)));
        triggerSeconds = Measurement.seconds(() -> trigger[0] = selector.trigger(PIPELINE));
      }
      long selected = selector.size(PIPELINE, trigger[0]);
      double readSeconds =
          Measurement.seconds(() -> selector.read(PIPELINE, trigger[0], 1, selected));
      rows.add(flat(millions, "inform", (samples - informed) / informSeconds, "keys/s"));
      rows.add(linear(millions, "trigger", triggerSeconds, "s"));
      rows.add(flat(millions, "memory", peak.bytes(), "bytes"));
      rows.add(flat(millions, "read", selected / readSeconds, "keys/s"));
      rows.add(linear(millions, "segment_bytes", segmentBytes(), "bytes"));
      rows.add(linear(millions, "training_set_bytes", trainingSetBytes(trigger[0]), "bytes"));
      rows.add(
          linear(millions, "database_bytes", database.size().diskBytes() - bytesBefore, "bytes"));
      rows.add(
          linear(millions, "database_rows", database.size().rows(SCHEMA) - rowsBefore, "rows"));
      informed = samples;
    }
    selector.unregister(PIPELINE);
    return rows;
  }

  /** Warms up the JVM at the smallest size. */
  private void warmUp(long samples) {
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      selector.register(WARM_UP_PIPELINE, policy.strategy(), 1);
      selector.inform(SampleBatches.generate(WARM_UP_PIPELINE, 0, samples / 2));
      selector.trigger(WARM_UP_PIPELINE);
      selector.inform(SampleBatches.generate(WARM_UP_PIPELINE, samples / 2, samples));
      selector.trigger(WARM_UP_PIPELINE);
      selector.unregister(WARM_UP_PIPELINE);
    }
  }

  /** A value that is to stay that of the smallest size. */
  private Measurement flat(long millions, String row, double value, String unit) {
    return relative(millions, row, value, unit, 1);
  }

  /** A value that is to grow with the size. */
  private Measurement linear(long millions, String row, double value, String unit) {
    return relative(millions, row, value, unit, millions);
  }

  private Measurement relative(
      long millions, String row, double value, String unit, double growth) {
    String name = prefix(millions, policy) + row;
    Measurement first =
        smallest.computeIfAbsent(row, unused -> new Measurement(name, value, unit, value, 1));
    double expected = first.value() * growth;
    double ratio = value == expected ? 1 : value / expected;
    return new Measurement(name, value, unit, expected, ratio);
  }

  private long segmentBytes() throws IOException {
    return DiskUsage.of(state("local_storage", String.valueOf(PIPELINE)));
  }

  private long trainingSetBytes(int trigger) throws IOException {
    return DiskUsage.of(
        state("trigger_samples", String.valueOf(PIPELINE)).resolve(String.valueOf(trigger)));
  }

  private Path state(String name, String pipeline) {
    return directory.resolve("state").resolve(name).resolve(pipeline);
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
      Threads.join(watcher);
    }
  }
}
