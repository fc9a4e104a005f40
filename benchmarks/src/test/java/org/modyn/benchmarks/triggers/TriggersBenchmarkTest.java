package org.modyn.benchmarks.triggers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;

/** That everything is measured; the figures of so little data mean nothing. */
class TriggersBenchmarkTest {
  @TempDir private Path directory;

  @Test
  void rowsHaveTheirNames() throws Exception {
    List<Measurement> rows = new TriggersBenchmark().run(directory, BenchmarkOptions.QUICK);

    assertThat(rows)
        .extracting(Measurement::name)
        .containsExactly(
            "time_trigger",
            "amount_trigger",
            "mmd_5k_128",
            "ks_5k_128",
            "cvm_5k_128",
            "hellinger_5k_128",
            "classifier_5k_128");
    assertThat(rows)
        .extracting(Measurement::value)
        .allSatisfy(value -> assertThat(value).isPositive());
  }
}
