package org.modyn.supervisor.drift;

import org.modyn.supervisor.drift.statistics.TooFewSamplesException;

/** Checks of windows that several metrics need. */
final class Windows {
  private Windows() {}

  /**
   * Checks that windows are large enough.
   *
   * @param metric its name in the message
   */
  static void requireSamples(
      String metric, int referenceRows, int currentRows, int minimumReference, int minimumCurrent) {
    requireSamples(metric, "reference", referenceRows, minimumReference);
    requireSamples(metric, "current", currentRows, minimumCurrent);
  }

  private static void requireSamples(String metric, String window, int rows, int minimum) {
    if (rows < minimum) {
      throw new TooFewSamplesException(
          "%s needs at least %d samples in the %s window, which has %d; enlarge the windows of the"
              + " trigger",
          metric, minimum, window, rows);
    }
  }
}
