package org.modyn.benchmarks.downsampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;

/** That everything is measured; the figures of so little data mean nothing. */
class DownsamplingBenchmarkTest {
  @TempDir private Path directory;

  @Test
  void rowsHaveTheirNames() {
    List<Measurement> rows = new DownsamplingBenchmark().run(directory, BenchmarkOptions.QUICK);

    assertThat(rows)
        .extracting(Measurement::name)
        .containsExactly(
            "scoring",
            "loss_bts",
            "gradnorm_bts",
            "loss_stb",
            "craig_10k",
            "gradmatch_10k",
            "kcenter_10k",
            "submodular_10k");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.value()).isPositive();
              assertThat(row.unit()).isEqualTo("samples/s");
            });
  }
}
