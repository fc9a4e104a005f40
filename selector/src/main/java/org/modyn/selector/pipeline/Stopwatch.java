package org.modyn.selector.pipeline;

import java.util.concurrent.TimeUnit;

/** Measures milliseconds between laps, for the pipeline log. */
final class Stopwatch {
  private long start = System.nanoTime();

  long lap() {
    long now = System.nanoTime();
    long elapsed = now - start;
    start = now;
    return TimeUnit.NANOSECONDS.toMillis(elapsed);
  }
}
