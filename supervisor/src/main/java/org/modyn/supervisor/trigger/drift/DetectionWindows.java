package org.modyn.supervisor.trigger.drift;

import static java.util.Objects.requireNonNull;

import org.modyn.common.config.pipeline.trigger.drift.DriftWindowConfig;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;

/**
 * The samples that a drift trigger compares: the current window has the newest samples, the
 * reference window those before the last trigger. On a trigger, the samples since the one before
 * are appended to the reference window, which keeps the newest of its limit.
 *
 * <p>Without overlap, the current window starts empty after each trigger. With overlap, it goes on,
 * so that it may share samples with the reference window.
 */
final class DetectionWindows {
  private final DriftWindowConfig config;
  private final SampleWindow reference;
  private final SampleWindow current;
  // what the next trigger appends to the reference window; it may reach back further than current
  private final SampleWindow sinceTrigger;

  /**
   * @param state of the windows to continue, or the initial one
   */
  DetectionWindows(DriftWindowConfig config, PolicyState state) {
    this.config = requireNonNull(config, "config is null");
    if (state.isInitial()) {
      reference = new SampleWindow();
      current = new SampleWindow();
      sinceTrigger = new SampleWindow();
    } else {
      PolicyStateReader reader = new PolicyStateReader(state);
      reference = SampleWindow.of(reader.readState());
      current = SampleWindow.of(reader.readState());
      sinceTrigger = SampleWindow.of(reader.readState());
    }
  }

  PolicyState state() {
    return new PolicyStateWriter()
        .writeState(reference.state())
        .writeState(current.state())
        .writeState(sinceTrigger.state())
        .toState();
  }

  /** Appends the samples of an interval. */
  void add(SampleWindow samples) {
    current.addAll(samples);
    sinceTrigger.addAll(samples);
    switch (config) {
      case DriftWindowConfig.Amount amount -> {
        current.keepNewest(amount.amountCur());
        sinceTrigger.keepNewest(
            amount.allowOverlap()
                ? amount.amountRef()
                : Math.max(amount.amountRef(), amount.amountCur()));
      }
      case DriftWindowConfig.Time time -> {
        long last = current.lastTimestamp();
        long currentLimit = time.limitCur().seconds();
        long referenceLimit = time.limitRef().seconds();
        current.removeBefore(last - currentLimit);
        sinceTrigger.removeBefore(
            last - (time.allowOverlap() ? referenceLimit : Math.max(currentLimit, referenceLimit)));
      }
    }
  }

  /** Makes the samples since the last trigger part of the reference window. */
  void trigger() {
    reference.addAll(sinceTrigger);
    sinceTrigger.clear();
    if (!config.allowOverlap()) {
      current.clear();
    }
    switch (config) {
      case DriftWindowConfig.Amount amount -> reference.keepNewest(amount.amountRef());
      case DriftWindowConfig.Time time -> {
        if (!reference.isEmpty()) {
          reference.removeBefore(reference.lastTimestamp() - time.limitRef().seconds());
        }
      }
    }
  }

  /** Returns the reference window, which must not be changed. */
  SampleWindow reference() {
    return reference;
  }

  /** Returns the current window, which must not be changed. */
  SampleWindow current() {
    return current;
  }
}
