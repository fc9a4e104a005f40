package org.modyn.benchmarks.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;

/** That everything is measured; the figures of so few steps mean nothing. */
class ModelsBenchmarkTest {
  @TempDir private Path directory;

  @Test
  void rowsHaveTheirNames() throws Exception {
    List<Measurement> rows = new ModelsBenchmark().run(directory, BenchmarkOptions.QUICK);

    assertThat(rows)
        .extracting(Measurement::name)
        .contains(
            "dlrm_full_zstandard",
            "dlrm_sub_zstandard_far_read",
            "dlrm_xor_split_rle_zstandard",
            "dlrm_sub_lzma_write");
    assertThat(rows).hasSize(54);
    assertThat(rows).allSatisfy(row -> assertThat(row.value()).isPositive());
    assertThat(rows)
        .filteredOn(row -> row.unit().equals("bytes"))
        .allSatisfy(row -> assertThat(row.ratio()).isLessThan(1));
  }
}
