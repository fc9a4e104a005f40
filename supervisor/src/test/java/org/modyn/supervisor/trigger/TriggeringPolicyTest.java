package org.modyn.supervisor.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TimeTriggerConfig;
import org.modyn.supervisor.data.NewSamples;

/** The values of the examples are those of the original's test_timetrigger, test_amounttrigger. */
class TriggeringPolicyTest {
  @Example
  void timeTriggerBelongsToTheSamplesBeforeItsTime() {
    PolicyRun trigger = timeTrigger(1000, Optional.empty());

    assertThat(inform(trigger)).isEmpty();
    assertThat(inform(trigger, 0)).isEmpty();
    assertThat(inform(trigger, 500)).isEmpty();
    assertThat(inform(trigger, 999)).isEmpty();
    assertThat(inform(trigger, 1000)).containsExactly(-1);
    assertThat(inform(trigger, 1500, 1600, 2000)).containsExactly(1);
    assertThat(inform(trigger, 3000, 4000)).containsExactly(-1, 0);
    assertThat(inform(trigger, 4100, 4200)).isEmpty();
    assertThat(inform(trigger, 5000)).containsExactly(-1);
    assertThat(inform(trigger, 6000, 7000, 8000, 9000)).containsExactly(-1, 0, 1, 2);
    assertThat(inform(trigger, 15000)).containsExactly(-1, -1, -1, -1, -1, -1);
    assertThat(inform(trigger, 17000, 18000)).containsExactly(-1, -1, 0);
  }

  @Example
  void timeTriggerCountsFromItsStart() {
    PolicyRun trigger = timeTrigger(100, Optional.of(50L));

    assertThat(inform(trigger)).isEmpty();
    assertThat(inform(trigger, 120, 149)).isEmpty();
    assertThat(inform(trigger, 149, 150, 151)).containsExactly(0);
  }

  @Example
  void amountTriggerBelongsToItsLastSample() {
    PolicyRun every = amountTrigger(1);
    assertThat(inform(every)).isEmpty();
    assertThat(inform(every, 1)).containsExactly(0);
    assertThat(inform(every, 1, 1)).containsExactly(0, 1);
    assertThat(inform(every, 1, 1, 1)).containsExactly(0, 1, 2);

    PolicyRun second = amountTrigger(2);
    assertThat(inform(second, 1)).isEmpty();
    assertThat(inform(second, 1)).containsExactly(0);
    assertThat(inform(second, 1, 1)).containsExactly(1);
    assertThat(inform(second, 1, 1, 1, 1)).containsExactly(1, 3);
    assertThat(inform(second, 1, 1, 1)).containsExactly(1);
    assertThat(inform(second, 1)).containsExactly(0);
    assertThat(inform(second, 1, 1, 1, 1, 1)).containsExactly(1, 3);
    assertThat(inform(second, 1)).containsExactly(0);

    PolicyRun fifth = amountTrigger(5);
    assertThat(inform(fifth, 1, 1, 1, 1)).isEmpty();
    assertThat(inform(fifth, 1, 1, 1)).containsExactly(0);
    assertThat(inform(fifth, 1, 1, 1)).containsExactly(2);
  }

  @Property
  void batchesDoNotMatter(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 40) Integer> gaps,
      @ForAll @IntRange(min = 1, max = 20) int batchSize,
      @ForAll @IntRange(min = 1, max = 30) int length) {
    long[] times = new long[gaps.size()];
    long time = 0;
    for (int index = 0; index < times.length; index++) {
      time += gaps.get(index);
      times[index] = time;
    }

    assertThat(informInBatches(timeTrigger(length, Optional.empty()), times, batchSize))
        .isEqualTo(informInBatches(timeTrigger(length, Optional.empty()), times, 1000));
    assertThat(informInBatches(amountTrigger(length), times, batchSize))
        .isEqualTo(informInBatches(amountTrigger(length), times, 1000));
  }

  /** The index of each trigger among all samples. */
  private static List<Integer> informInBatches(PolicyRun trigger, long[] times, int batchSize) {
    NewSamples samples = NewSamples.of(new long[times.length], times, new long[times.length]);
    List<Integer> indexes = new ArrayList<>();
    for (int start = 0; start < times.length; start += batchSize) {
      int offset = start;
      NewSamples batch = samples.slice(start, Math.min(start + batchSize, times.length));
      trigger.inform(batch).forEach(index -> indexes.add(offset + index));
    }
    return indexes;
  }

  private static PolicyRun timeTrigger(long seconds, Optional<Long> start) {
    return PolicyRun.of(new TimeTriggerConfig(new TimeSpan(seconds, 's'), start));
  }

  private static PolicyRun amountTrigger(int samples) {
    return PolicyRun.of(new DataAmountTriggerConfig(samples));
  }

  private static List<Integer> inform(PolicyRun trigger, long... times) {
    return trigger.inform(PolicyRun.samples(0, times));
  }
}
