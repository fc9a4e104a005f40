package org.modyn.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;

/**
 * Pipelines end as if nothing had happened, when servers, the database and everything at once are
 * killed. Standard error has the kills and each difference.
 */
@Timeout(900)
class FaultsBenchmarkTest {
  private static final int KILLS = 12;
  private static final int SEED = 10;

  @TempDir private Path directory;

  @Test
  void killsLeaveNoTrace() throws IOException {
    KillPlan plan = KillPlan.create(KILLS, SEED);
    assertThat(plan.kills()).extracting(Kill::victim).contains(Victim.values());
    assertThat(plan.kills()).extracting(Kill::moment).contains(Moment.values());
    assertThat(plan.scenarios().subList(0, 3))
        .containsExactly(
            Scenario.REPLAY_DRIFT, Scenario.PRODUCTION_CORESET, Scenario.PRODUCTION_FRESHNESS);

    List<Measurement> rows =
        new FaultsBenchmark().run(directory, BenchmarkOptions.QUICK.withKills(KILLS, SEED));

    assertThat(rows)
        .extracting(Measurement::name, row -> (long) row.value())
        .containsExactly(
            tuple("kills", (long) KILLS),
            tuple("failed", 0L),
            tuple("lost_samples", 0L),
            tuple("duplicate_samples", 0L),
            tuple("wrong_models", 0L),
            tuple("wrong_evaluations", 0L));
    assertThat(rows).allSatisfy(row -> assertThat(row.baseline()).isPositive());
  }
}
