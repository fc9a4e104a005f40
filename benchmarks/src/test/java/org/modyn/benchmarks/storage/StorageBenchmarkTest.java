package org.modyn.benchmarks.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.CriteoData;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.RecordFiles;

/** Everything works; how fast it is does not matter here. */
final class StorageBenchmarkTest {
  @TempDir private Path directory;

  @Test
  void everyRowIsMeasuredAgainstItsBaseline() throws Exception {
    List<Measurement> rows = new StorageBenchmark().run(directory, BenchmarkOptions.QUICK);
    assertThat(rows)
        .extracting(Measurement::name)
        .containsExactly(
            "get_10k_1stream",
            "get_100k_1stream",
            "get_100k_2streams",
            "get_100k_1stream_vs_tcp",
            "new_data_since",
            "data_per_worker",
            "ingest_binary",
            "ingest_single_sample");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.value()).isPositive();
              assertThat(row.baseline()).isPositive();
              assertThat(row.ratio()).isPositive();
            });
  }

  @Test
  void everyRowOfASizeIsMeasured() throws Exception {
    List<Measurement> rows =
        new StorageBenchmark()
            .run(directory, BenchmarkOptions.QUICK.withSamples(1_000_000).withScaling());
    assertThat(rows)
        .extracting(Measurement::name)
        .containsExactlyInAnyOrder(
            "scaling_1m_ingest",
            "scaling_1m_memory",
            "scaling_1m_list",
            "scaling_1m_get",
            "scaling_1m_database_bytes",
            "scaling_1m_database_rows",
            "scaling_1m_start",
            "scaling_1m_start_memory");
    // the dataset, the status of its ingest, and its file
    assertThat(rows)
        .filteredOn(row -> row.name().equals("scaling_1m_database_rows"))
        .extracting(Measurement::value, Measurement::baseline)
        .containsExactly(tuple(3.0, 1.0));
  }

  @Test
  void theBaselineCopiesTheSamplesInTheirOrder() throws Exception {
    CriteoData.write(directory, 100, 3);
    try (RecordFiles files =
            new RecordFiles(directory, CriteoData.RECORD_SIZE, CriteoData.LABEL_SIZE);
        Arena arena = Arena.ofConfined()) {
      assertThat(files.size()).isEqualTo(100);
      assertThat(files.sumOfLabels()).isBetween(1L, 99L);
      MemorySegment together = arena.allocate(100L * files.sampleSize());
      MemorySegment alone = arena.allocate(files.sampleSize());
      int[] order = SampleRequests.shuffled(100);
      files.copy(order, together);
      for (int place = 0; place < order.length; place++) {
        files.copy(new int[] {order[place]}, alone);
        assertThat(together.asSlice((long) place * files.sampleSize(), files.sampleSize()))
            .matches(sample -> sample.mismatch(alone) == -1);
      }
      assertThat(together.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0)).isBetween(0f, 1f);
    }
  }

  @Test
  void aFailureBesideTheMeasurementIsThrown() {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              throw new IllegalArgumentException("beside");
            });
    task.run();
    assertThatThrownBy(() -> Measurement.await(task)).hasMessage("beside");
  }
}
