package org.modyn.supervisor.evaluation.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.pipeline.time.RelativeInterval;

/** The values of the first four columns are those of the original's test_interval. */
class RelativeIntervalsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[-inf, -0d]    |   0 |   0 | 0-0",
        "[-inf, -0d]    |  40 |  70 | 0-40",
        "[-inf, -0d]    | 130 | 200 | 0-130",
        "(+0s, +inf]    |   0 |   0 | 1-end",
        "(+0s, +inf]    |  40 |  70 | 71-end",
        "(+0s, +inf]    | 130 | 200 | 201-end",
        "[-0d, +0d]     |   0 |   0 | 0-0",
        "[-0d, +0d]     |  40 |  70 | 40-70",
        "(+0s, +100s]   |   0 |   0 | 1-100",
        "(+0s, +100s]   |  40 |  70 | 71-170",
        "(+0s, +100s]   | 130 | 200 | 201-300",
        "[-100s, -0s]   |   0 |   0 | 0-0",
        "[-100s, -0s]   |  40 |  70 | 0-40",
        "[-100s, -0s]   | 130 | 200 | 30-130",
        "(-15s, -10s)   | 100 | 200 | 86-89",
        // a zero without a sign is the near end of the range
        "[0s, 0s]       |  40 |  70 | 40-70",
        "(0s, 0s)       |  40 |  70 | 41-69",
        "[+0s, 1m)      |  40 |  70 | 70-129",
        "(-inf, inf)    |  40 |  70 | 0-end",
        // a right bound before the left one
        "(-0s, -0s)     |  40 |  70 | 41-41",
      })
  void boundsAroundARange(String interval, long first, long last, String expected) {
    RelativeIntervals.Bounds bounds =
        RelativeIntervals.around(RelativeInterval.parse(interval), first, last);
    assertThat(bounds.start() + "-" + bounds.end().map(String::valueOf).orElse("end"))
        .isEqualTo(expected);
  }
}
