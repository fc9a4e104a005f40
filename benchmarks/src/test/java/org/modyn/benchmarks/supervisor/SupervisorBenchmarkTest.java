package org.modyn.benchmarks.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;

/** That everything is measured; the figures of so little data mean nothing. */
class SupervisorBenchmarkTest {
  @TempDir private Path directory;

  @Test
  void rowsHaveTheirNames() throws Exception {
    List<Measurement> rows = new SupervisorBenchmark().run(directory, BenchmarkOptions.QUICK);

    assertThat(rows)
        .extracting(Measurement::name)
        .containsExactly(
            "fetch_decide_inform",
            "pipeline_seconds",
            "fetch_seconds",
            "decide_seconds",
            "inform_seconds",
            "train_seconds",
            "store_seconds",
            "heap_at_end");
    assertThat(rows.getFirst().value()).isPositive();
  }
}
