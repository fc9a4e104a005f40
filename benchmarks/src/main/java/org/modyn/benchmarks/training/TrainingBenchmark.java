package org.modyn.benchmarks.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOption;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.ml.tensor.TensorEngine;

/**
 * Measures training, on one CPU thread: its steps alone ({@link TrainingSteps}), what small
 * trainings of a pipeline cost beside them ({@link TrainingOverhead}), the loader alone ({@link
 * LoaderRows}, {@link MemoryRow}), and steps on it ({@link DlrmRows}).
 */
public final class TrainingBenchmark implements Benchmark {
  private static final int THREADS = 1;

  @Override
  public String name() {
    return "training";
  }

  @Override
  public String description() {
    return "training steps and what a training costs beside them; loaders, against local files";
  }

  @Override
  public Set<BenchmarkOption> options() {
    return Set.of(BenchmarkOption.SAMPLES, BenchmarkOption.ROWS, BenchmarkOption.LATENCY);
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    TensorEngine engine = TensorEngine.load(directory.resolve("natives"), THREADS);
    Rows rows = new Rows(options.rows());
    TrainingSteps.addTo(rows, engine, directory, options);
    TrainingOverhead.addTo(rows, directory, options);
    try (TrainingData data = new TrainingData(directory.resolve("loader"), options)) {
      LoaderRows.addTo(rows, data, options);
      MemoryRow.addTo(rows, directory.resolve("loader-memory"), options);
      DlrmRows.addTo(rows, engine, data, options);
      return rows.measure();
    }
  }
}
