package org.modyn.ml.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each schedule sets the learning rates, and the momentum, that torch's sets, within 1e-9 at every
 * step; the DLRMScheduler those that the original's sets.
 */
final class GoldenSchedulesTest {
  private static Stream<Arguments> runs() throws IOException {
    try (InputStream json = GoldenSchedulesTest.class.getResourceAsStream("golden.json")) {
      return new ObjectMapper()
          .readTree(json)
          .get("runs")
          .valueStream()
          .map(
              run ->
                  Arguments.of(
                      run.get("name").asText(),
                      run.get("options").toString(),
                      run.get("optimizer").asText(),
                      run));
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("runs")
  void setsTheRatesThatTorchSets(String name, String options, String optimizer, JsonNode golden) {
    try (ScheduleFixture fixture = fixture(optimizer)) {
      LearningRateSchedule schedule = fixture.create(name, options);
      int steps = golden.get("rates").size() - 1;
      for (int step = 0; ; step++) {
        check(fixture.rates(), golden.get("rates").get(step), "rates", step);
        if (golden.has("momenta")) {
          check(fixture.momenta(), golden.get("momenta").get(step), "momenta", step);
        }
        if (step == steps) {
          return;
        }
        schedule.step(loss(step + 1));
      }
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("runs")
  void goesOnFromAStoredState(String name, String options, String optimizer, JsonNode golden) {
    int steps = golden.get("rates").size() - 1;
    try (ScheduleFixture fixture = fixture(optimizer);
        ScheduleFixture resumed = fixture(optimizer)) {
      LearningRateSchedule first = fixture.create(name, options);
      for (int step = 1; step <= steps / 2; step++) {
        first.step(loss(step));
      }
      LearningRateSchedule second = resumed.create(name, options);
      second.restore(first.state());
      for (int step = steps / 2; ; step++) {
        assertThat(resumed.rates()).isEqualTo(fixture.rates());
        assertThat(resumed.momenta()).isEqualTo(fixture.momenta());
        if (step == steps) {
          return;
        }
        first.step(loss(step + 1));
        second.step(loss(step + 1));
      }
    }
  }

  private static ScheduleFixture fixture(String optimizer) {
    return new ScheduleFixture(optimizer, optimizer.equals("SGD") ? ", \"momentum\": 0.9" : "");
  }

  /** As in {@code golden.py}. */
  private static double loss(int step) {
    return 1.0 / (1 + step / 6) + (step * 7 % 5) / 64.0;
  }

  private static void check(List<Double> values, JsonNode golden, String what, int step) {
    for (int group = 0; group < values.size(); group++) {
      assertThat(values.get(group))
          .as("%s after step %d, group %d", what, step, group)
          .isCloseTo(golden.get(group).asDouble(), within(1e-9));
    }
  }
}
