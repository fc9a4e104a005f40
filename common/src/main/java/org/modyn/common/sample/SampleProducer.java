package org.modyn.common.sample;

/** Produces the samples of one response. */
@FunctionalInterface
public interface SampleProducer {
  /**
   * Adds samples to {@code message} until the next one does not fit or there are no more.
   *
   * @return whether there are more samples
   */
  boolean produce(SampleEncoder message);
}
