package org.modyn.common.sample;

/** Where a server takes the samples of one answer from. */
@FunctionalInterface
public interface SampleProducer {
  /**
   * Adds samples to {@code message} until the next one does not fit or there are no more.
   *
   * @return whether there are more
   */
  boolean produce(SampleEncoder message);
}
