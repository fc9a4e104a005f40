package org.modyn.supervisor.trigger.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.pipeline.trigger.drift.DriftWindowConfig;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.PolicyRun;

/**
 * The samples and windows of the examples are those of the original's detection_window/amount.py
 * and detection_window/time_.py, which its test run does not collect.
 */
class DetectionWindowsTest {
  private long nextKey;

  @Example
  void amountsWithoutOverlap() {
    DetectionWindows windows = amounts(3, 5, false);
    add(windows, 100, 200);
    assertCurrent(windows, 1, 2);
    add(windows, 300, 400);
    assertCurrent(windows, 2, 4);
    add(windows, 500, 600);
    assertCurrent(windows, 4, 6);
    assertReferenceIsEmpty(windows);
    for (int repetition = 0; repetition < 3; repetition++) {
      windows.trigger();
      assertThat(windows.current().isEmpty()).isTrue();
      assertReference(windows, 2, 6);
    }
    add(windows, 700, 800);
    assertCurrent(windows, 7, 8);
    assertReference(windows, 2, 6);
    windows.trigger();
    assertReference(windows, 4, 8);
  }

  @Example
  void amountsWithoutOverlapAndASmallReference() {
    DetectionWindows windows = amounts(5, 3, false);
    add(windows, 100, 200);
    assertCurrent(windows, 1, 2);
    add(windows, 300, 400, 500, 600);
    assertCurrent(windows, 2, 6);
    windows.trigger();
    assertThat(windows.current().isEmpty()).isTrue();
    assertReference(windows, 4, 6);
    add(windows, 700, 800);
    assertCurrent(windows, 7, 8);
    assertReference(windows, 4, 6);
    windows.trigger();
    assertReference(windows, 6, 8);
  }

  @Example
  void amountsWithOverlap() {
    DetectionWindows windows = amounts(3, 5, true);
    add(windows, 100, 200);
    add(windows, 300, 400);
    assertCurrent(windows, 2, 4);
    add(windows, 500, 600);
    assertCurrent(windows, 4, 6);
    assertReferenceIsEmpty(windows);
    windows.trigger();
    assertCurrent(windows, 4, 6);
    assertReference(windows, 2, 6);
    add(windows, 700, 800);
    assertCurrent(windows, 6, 8);
    assertReference(windows, 2, 6);
    windows.trigger();
    assertCurrent(windows, 6, 8);
    assertReference(windows, 4, 8);
  }

  @Example
  void amountsWithOverlapAndASmallReference() {
    DetectionWindows windows = amounts(5, 3, true);
    add(windows, 100, 200);
    add(windows, 300, 400);
    assertCurrent(windows, 1, 4);
    add(windows, 500, 600);
    assertCurrent(windows, 2, 6);
    windows.trigger();
    assertCurrent(windows, 2, 6);
    assertReference(windows, 4, 6);
    add(windows, 700, 800);
    assertCurrent(windows, 4, 8);
    assertReference(windows, 4, 6);
    windows.trigger();
    assertCurrent(windows, 4, 8);
    assertReference(windows, 6, 8);
  }

  @Example
  void timesWithoutOverlap() {
    DetectionWindows windows = times(50, 100, false);
    add(windows, 15, 30);
    add(windows, 45, 60);
    assertCurrent(windows, 1, 4);
    add(windows, 75, 90, 120);
    assertCurrent(windows, 5, 7);
    assertReferenceIsEmpty(windows);
    for (int repetition = 0; repetition < 3; repetition++) {
      windows.trigger();
      assertThat(windows.current().isEmpty()).isTrue();
      assertReference(windows, 2, 7);
    }
    add(windows, 135);
    assertCurrent(windows, 8, 8);
    assertReference(windows, 2, 7);
    windows.trigger();
    assertReference(windows, 3, 8);
  }

  @Example
  void timesWithoutOverlapAndAShortReference() {
    DetectionWindows windows = times(100, 50, false);
    add(windows, 15, 30);
    add(windows, 45, 60, 75, 90, 150);
    assertCurrent(windows, 4, 7);
    windows.trigger();
    assertThat(windows.current().isEmpty()).isTrue();
    assertReference(windows, 7, 7);
    add(windows, 190, 210);
    assertCurrent(windows, 8, 9);
    assertReference(windows, 7, 7);
    windows.trigger();
    assertReference(windows, 8, 9);
  }

  @Example
  void timesWithOverlap() {
    DetectionWindows windows = times(50, 100, true);
    add(windows, 15, 30);
    add(windows, 45, 60);
    assertCurrent(windows, 1, 4);
    add(windows, 75, 90, 120);
    assertCurrent(windows, 5, 7);
    windows.trigger();
    assertCurrent(windows, 5, 7);
    assertReference(windows, 2, 7);
    add(windows, 135);
    assertCurrent(windows, 6, 8);
    assertReference(windows, 2, 7);
    windows.trigger();
    assertCurrent(windows, 6, 8);
    assertReference(windows, 3, 8);
  }

  @Example
  void timesWithOverlapAndAShortReference() {
    DetectionWindows windows = times(100, 50, true);
    add(windows, 15, 30);
    add(windows, 45, 60, 75, 90, 150);
    assertCurrent(windows, 4, 7);
    assertReferenceIsEmpty(windows);
    windows.trigger();
    assertCurrent(windows, 4, 7);
    assertReference(windows, 7, 7);
    add(windows, 190, 210);
    assertCurrent(windows, 7, 9);
    assertReference(windows, 7, 7);
    windows.trigger();
    assertCurrent(windows, 7, 9);
    assertReference(windows, 8, 9);
  }

  /** As in the original's test_time_windowing_strategy_update. */
  @Example
  void aTimeWindowIncludesItsLimit() {
    DetectionWindows windows = times(10, 10, false);
    add(windows, 100);
    add(windows, 104);
    add(windows, 105);
    add(windows, 111);
    add(windows, 115);
    assertCurrent(windows, 3, 5);
  }

  /**
   * Intervals larger or smaller than the windows. The original's amount windows without overlap
   * lose samples of an interval that is larger than the current window, and repeat samples when the
   * reservoir is filled again; those of the definition do neither.
   */
  @Property
  void amountWindowsAreThoseOfTheDefinition(
      @ForAll @IntRange(min = 1, max = 12) int current,
      @ForAll @IntRange(min = 1, max = 12) int reference,
      @ForAll boolean overlap,
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 20) Integer> intervals) {
    DriftWindowConfig config = new DriftWindowConfig.Amount(overlap, reference, current);
    DetectionWindows windows = new DetectionWindows(config, PolicyState.initial());
    nextKey = 0;
    List<Long> all = new ArrayList<>();
    int trained = 0; // how many samples are before the last trigger
    List<Long> expectedReference = List.of();
    for (int size : intervals) {
      windows = new DetectionWindows(config, windows.state());
      if (size == 0) {
        windows.trigger();
        List<Long> untrained = all.subList(trained, all.size());
        int limit = overlap ? reference : Math.max(reference, current);
        List<Long> appended = new ArrayList<>(expectedReference);
        appended.addAll(newest(untrained, limit));
        expectedReference = newest(appended, reference);
        trained = all.size();
      } else {
        long[] timestamps = new long[size];
        for (int sample = 0; sample < size; sample++) {
          timestamps[sample] = all.size();
          all.add((long) all.size() + 1);
        }
        add(windows, timestamps);
      }
      List<Long> shown = overlap ? all : all.subList(trained, all.size());
      assertThat(boxed(windows.current())).isEqualTo(newest(shown, current));
      assertThat(boxed(windows.reference())).isEqualTo(expectedReference).doesNotHaveDuplicates();
    }
  }

  private static List<Long> newest(List<Long> keys, int limit) {
    return List.copyOf(keys.subList(Math.max(0, keys.size() - limit), keys.size()));
  }

  private static List<Long> boxed(SampleWindow window) {
    return LongStream.of(window.keys()).boxed().toList();
  }

  private static DetectionWindows amounts(int current, int reference, boolean overlap) {
    return new DetectionWindows(
        new DriftWindowConfig.Amount(overlap, reference, current), PolicyState.initial());
  }

  private static DetectionWindows times(int current, int reference, boolean overlap) {
    return new DetectionWindows(
        new DriftWindowConfig.Time(
            overlap, new TimeSpan(reference, 's'), new TimeSpan(current, 's')),
        PolicyState.initial());
  }

  /** Adds samples with the next keys, from 1 on. */
  private void add(DetectionWindows windows, long... timestamps) {
    SampleWindow interval = new SampleWindow();
    interval.add(PolicyRun.samples(nextKey + 1, timestamps));
    nextKey += timestamps.length;
    windows.add(interval);
  }

  private static void assertCurrent(DetectionWindows windows, long first, long last) {
    assertThat(windows.current().keys()).isEqualTo(LongStream.rangeClosed(first, last).toArray());
  }

  private static void assertReference(DetectionWindows windows, long first, long last) {
    assertThat(windows.reference().keys()).isEqualTo(LongStream.rangeClosed(first, last).toArray());
  }

  private static void assertReferenceIsEmpty(DetectionWindows windows) {
    assertThat(windows.reference().isEmpty()).isTrue();
  }
}
