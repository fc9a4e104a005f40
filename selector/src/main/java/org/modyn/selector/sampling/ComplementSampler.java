package org.modyn.selector.sampling;

import static java.util.Objects.requireNonNull;

/**
 * Selects the samples that another sampler does not select. A sampler that draws with the same seed
 * twice, once as it is and once in here, divides samples in two without storing which.
 */
public final class ComplementSampler implements Sampler {
  private final Sampler sampler;

  public ComplementSampler(Sampler sampler) {
    this.sampler = requireNonNull(sampler, "sampler is null");
  }

  @Override
  public void advance(int count) {
    sampler.advance(count);
  }

  @Override
  public boolean isSelected() {
    return !sampler.isSelected();
  }

  /** All samples after the last one that the other sampler selects are selected. */
  @Override
  public boolean isDone() {
    return false;
  }

  @Override
  public void close() {
    sampler.close();
  }
}
