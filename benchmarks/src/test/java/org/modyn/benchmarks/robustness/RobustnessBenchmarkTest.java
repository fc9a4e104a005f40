package org.modyn.benchmarks.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.robustness.ServiceMethods.ServiceMethod;

final class RobustnessBenchmarkTest {
  @TempDir private Path directory;

  @Test
  void malformedRequestsAreRefused() throws IOException {
    List<Measurement> rows = new RobustnessBenchmark().run(directory, BenchmarkOptions.QUICK);

    assertThat(rows).filteredOn(row -> row.name().equals("accepted")).hasSize(1);
    assertThat(rows)
        .filteredOn(row -> !row.name().equals("accepted"))
        .extracting(Measurement::name, Measurement::value)
        .containsExactly(
            tuple("requests", 500.0),
            tuple("internal_errors", 0.0),
            tuple("hangs", 0.0),
            tuple("crashes", 0.0));
  }

  @Test
  void theSameSeedGeneratesTheSameRequests() {
    for (ServiceMethod method : ServiceMethods.all()) {
      assertThat(generator().next(method.request()))
          .as(method.name())
          .isEqualTo(generator().next(method.request()));
    }
  }

  private static RequestGenerator generator() {
    return new RequestGenerator(new SplittableRandom(7), List.of("name"), List.of("document"));
  }
}
