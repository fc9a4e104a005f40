package org.modyn.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;

final class LoadBenchmarkTest {
  @TempDir private Path directory;

  @Test
  void bothServersAnswerAllClients() throws IOException {
    List<Measurement> rows = new LoadBenchmark().run(directory, BenchmarkOptions.QUICK);

    assertThat(rows)
        .extracting(Measurement::name)
        .containsExactly(
            "storage_throughput",
            "storage_p50",
            "storage_p99",
            "storage_errors",
            "storage_memory",
            "selector_throughput",
            "selector_p50",
            "selector_p99",
            "selector_errors",
            "selector_memory");
    assertThat(rows)
        .filteredOn(row -> row.name().endsWith("_errors"))
        .extracting(Measurement::value)
        .containsOnly(0.0);
    assertThat(rows)
        .filteredOn(row -> !row.name().endsWith("_errors"))
        .allSatisfy(row -> assertThat(row.value()).isPositive());
  }

  @Test
  void quantilesAreThoseOfAllClients() {
    Latencies fast = new Latencies();
    Latencies slow = new Latencies();
    for (int request = 1; request <= 3_000; request++) {
      fast.add(request * 1_000_000L);
    }
    slow.add(9_000_000_000L);

    assertThat(Latencies.milliseconds(List.of(fast, slow), 0.5)).isEqualTo(1_501);
    assertThat(Latencies.milliseconds(List.of(fast, slow), 1)).isEqualTo(9_000);
    assertThat(Latencies.milliseconds(List.of(), 0.5)).isNaN();
  }
}
