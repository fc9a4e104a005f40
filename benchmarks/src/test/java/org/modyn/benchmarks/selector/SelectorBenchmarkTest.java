package org.modyn.benchmarks.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;

/** That everything is measured; the figures of so little data mean nothing. */
class SelectorBenchmarkTest {
  @TempDir private Path directory;

  private List<Measurement> run() throws IOException {
    return new SelectorBenchmark()
        .run(directory, new BenchmarkOptions(1, OptionalLong.empty(), false, true));
  }

  @Test
  void rowsHaveTheirNames() throws IOException {
    List<Measurement> rows = run();

    assertThat(rows)
        .extracting(Measurement::name)
        .containsExactly(
            "inform_local",
            "inform_database",
            "trigger_new_data_local",
            "trigger_new_data_database",
            "trigger_label_balanced_local",
            "read_1_worker",
            "read_4_workers");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.value()).isPositive();
              assertThat(row.unit()).isEqualTo(row.name().startsWith("trigger") ? "s" : "keys/s");
            });
  }
}
