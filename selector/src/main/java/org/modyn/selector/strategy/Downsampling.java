package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

/**
 * How the trainer chooses further among the samples of a training set.
 *
 * @param enabled whether it does
 * @param name the downsampling strategy; empty when disabled
 * @param configuration its configuration as a JSON object
 * @param statusBarScale percent of the training set that a progress bar has to reach
 */
public record Downsampling(boolean enabled, String name, String configuration, int statusBarScale) {
  public Downsampling {
    requireNonNull(name, "name is null");
    requireNonNull(configuration, "configuration is null");
  }

  /** The trainer trains on the whole training set. */
  public static Downsampling none() {
    return new Downsampling(false, "", "{}", 100);
  }
}
