package org.modyn.benchmarks.training;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.CriteoData;
import org.modyn.benchmarks.framework.JavaCommand;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.ProcessMemory;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.benchmarks.training.LoaderPlatform.Trigger;
import org.modyn.common.error.ModynException;

/**
 * Measures the memory of a process that loads 30 million samples of sparse files, without mapped
 * files, relative to one that loads a million: ratio 1 means constant memory. The heap is allocated
 * at the start, so that exceeding it ends the process and growth outside of it is visible.
 */
final class MemoryRow {
  private static final int MILLIONS = 30;
  private static final int MILLION = 1_000_000;
  private static final int QUICK_DIVISOR = 1_000;
  private static final int WORKERS = 1;
  private static final long POLL_NANOS = 5_000_000;
  private static final List<String> HEAP = List.of("-Xms384m", "-Xmx384m", "-XX:+AlwaysPreTouch");

  private final Path directory;
  private final int million;

  private MemoryRow(Path directory, BenchmarkOptions options) {
    this.directory = requireNonNull(directory, "directory is null");
    this.million = options.quick() ? MILLION / QUICK_DIVISOR : MILLION;
  }

  static void addTo(Rows rows, Path directory, BenchmarkOptions options) {
    rows.add("loader_memory_30m", new MemoryRow(directory, options)::measure);
  }

  private Measurement measure(String name) throws IOException {
    Path data = Files.createDirectories(directory.resolve(LoaderPlatform.DATASET));
    CriteoData.writeSparse(data, MILLIONS * million, MILLIONS);
    try (LoaderPlatform platform = LoaderPlatform.start(directory, data, MILLIONS * million)) {
      long few = peakBytes(platform, platform.trigger(million, million, WORKERS));
      long many = peakBytes(platform, platform.trigger(MILLIONS * million, million, WORKERS));
      return new Measurement(name, many, "bytes", few, (double) many / few);
    }
  }

  private long peakBytes(LoaderPlatform platform, Trigger trigger) throws IOException {
    Path log = directory.resolve("loader.log");
    List<String> command =
        JavaCommand.of(
            HEAP,
            LoaderProcess.class,
            List.of(
                platform.storageAddress(),
                platform.selectorAddress(),
                Integer.toString(trigger.pipelineId()),
                Integer.toString(trigger.triggerId()),
                Integer.toString(trigger.samples()),
                Integer.toString(trigger.workers())));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      long peak = 0;
      while (process.isAlive()) {
        peak = Math.max(peak, ProcessMemory.privateBytes(process));
        LockSupport.parkNanos(POLL_NANOS);
      }
      if (process.exitValue() != 0) {
        throw ModynException.internal(
            "the process that loads %,d samples failed: %s",
            trigger.samples(), Files.readString(log).strip());
      }
      return peak;
    } finally {
      process.destroyForcibly();
    }
  }
}
