package org.modyn.benchmarks.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.RowSelection;

/** That everything is measured; the figures of so little data mean nothing. */
class SelectorBenchmarkTest {
  @TempDir private Path directory;

  private List<Measurement> run() throws IOException {
    return new SelectorBenchmark().run(directory, BenchmarkOptions.QUICK);
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

  @Test
  void everyRowOfASizeIsMeasured() throws IOException {
    List<Measurement> rows =
        new SelectorBenchmark()
            .run(
                directory,
                BenchmarkOptions.QUICK
                    .withSamples(1_000_000)
                    .withScaling()
                    .withRows(
                        new RowSelection(
                            List.of("scaling_1m_new_data_database_*", "scaling_1m_freshness_*"))));

    for (String policy : List.of("freshness", "new_data_database")) {
      assertThat(rows)
          .extracting(Measurement::name)
          .contains(
              "scaling_1m_" + policy + "_inform",
              "scaling_1m_" + policy + "_trigger",
              "scaling_1m_" + policy + "_memory",
              "scaling_1m_" + policy + "_read",
              "scaling_1m_" + policy + "_segment_bytes",
              "scaling_1m_" + policy + "_training_set_bytes",
              "scaling_1m_" + policy + "_database_bytes",
              "scaling_1m_" + policy + "_database_rows");
    }
    assertThat(value(rows, "scaling_1m_freshness_segment_bytes")).isPositive();
    assertThat(value(rows, "scaling_1m_freshness_training_set_bytes")).isPositive();
    assertThat(value(rows, "scaling_1m_new_data_database_segment_bytes")).isZero();
    // the samples, a range of positions, a trigger and its partition
    assertThat(value(rows, "scaling_1m_new_data_database_database_rows")).isEqualTo(10_003);
  }

  private static double value(List<Measurement> rows, String name) {
    return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow().value();
  }
}
