package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

/**
 * The downsampling that the trainer applies to a training set, with the help of the model.
 *
 * @param enabled whether the trainer downsamples
 * @param name the downsampling strategy; empty when disabled
 * @param configuration the strategy's configuration as a JSON object
 * @param statusBarScale the percentage of the training set at which a progress bar is complete
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
