package org.modyn.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;

/** That everything is measured; the figures of so little data mean nothing. */
class TrainingBenchmarkTest {
  @TempDir private Path directory;

  @Test
  void rowsHaveTheirNames() throws Exception {
    List<Measurement> rows =
        new TrainingBenchmark()
            .run(directory, new BenchmarkOptions(1, OptionalLong.empty(), false, true));

    assertThat(rows)
        .extracting(Measurement::name)
        .containsExactly(
            "mlp_training",
            "dlrm_training",
            "resnet18_training",
            "mlp_recording",
            "training_overhead",
            "training_overhead_start",
            "training_overhead_prepare",
            "training_overhead_first_batch",
            "training_overhead_loop",
            "training_overhead_write",
            "training_overhead_store",
            "training_overhead_transactions");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.value()).isPositive();
              assertThat(row.unit())
                  .isEqualTo(row.name().startsWith("training_overhead") ? "ms" : "samples/s");
            });
  }
}
