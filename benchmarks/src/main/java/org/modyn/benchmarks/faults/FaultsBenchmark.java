package org.modyn.benchmarks.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOption;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;

/**
 * Kills servers and the database with SIGKILL during short flights pipelines, and counts what
 * differs from undisturbed pipelines of the same scenario. The processes stay up between the
 * pipelines, and each pipeline has several kills.
 */
public final class FaultsBenchmark implements Benchmark {
  private static final int DEFAULT_KILLS = 200;
  private static final int QUICK_KILLS = 12;

  @Override
  public String name() {
    return "faults";
  }

  @Override
  public String description() {
    return "kills of servers during pipelines: what differs from undisturbed pipelines";
  }

  @Override
  public Set<BenchmarkOption> options() {
    return Set.of(BenchmarkOption.KILLS, BenchmarkOption.SEED);
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    Flights flights = Flights.prepare(directory);
    int kills = options.kills().orElse(options.quick() ? QUICK_KILLS : DEFAULT_KILLS);
    try (Cluster cluster = Cluster.start(directory, flights.directory())) {
      cluster.awaitIngest(Flights.SAMPLES);
      return new FaultsSession(cluster, flights, directory)
          .run(KillPlan.create(kills, options.seed()));
    }
  }
}
