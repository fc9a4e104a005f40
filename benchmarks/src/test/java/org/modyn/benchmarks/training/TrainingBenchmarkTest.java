package org.modyn.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;

/** That everything is measured; the figures of so little data mean nothing. */
class TrainingBenchmarkTest {
  @TempDir private Path directory;

  @Test
  void rowsHaveTheirNames() throws Exception {
    List<Measurement> rows = new TrainingBenchmark().run(directory, BenchmarkOptions.QUICK);

    assertThat(rows)
        .extracting(Measurement::name)
        .containsExactly(
            "mlp_training",
            "dlrm_training",
            "resnet18_training",
            "mlp_recording",
            "training_overhead_after_start",
            "training_overhead",
            "training_overhead_start",
            "training_overhead_prepare",
            "training_overhead_first_batch",
            "training_overhead_loop",
            "training_overhead_write",
            "training_overhead_store",
            "training_overhead_transactions",
            "loader_1_worker",
            "loader_2_workers",
            "loader_4_workers",
            "loader_partitions",
            "loader_prefetch_0",
            "loader_prefetch_1",
            "loader_prefetch_2",
            "loader_prefetch_6",
            "loader_parallel_1",
            "loader_parallel_4",
            "loader_memory_30m",
            "dlrm_1_worker",
            "dlrm_4_workers",
            "dlrm_8_workers",
            "dlrm_16_workers",
            "dlrm_wait_share");
    assertThat(rows).allSatisfy(row -> assertThat(row.value()).isPositive());
    assertThat(rows).allSatisfy(row -> assertThat(row.unit()).isEqualTo(unit(row.name())));
  }

  private static String unit(String row) {
    if (row.startsWith("training_overhead")) {
      return "ms";
    }
    return switch (row) {
      case "dlrm_wait_share" -> "s/s";
      case "loader_memory_30m" -> "bytes";
      default -> "samples/s";
    };
  }
}
