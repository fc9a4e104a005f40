package org.modyn.cli.rehearsal.data;

import java.util.random.RandomGenerator;

/**
 * Generates samples for one parser. Implementations are immutable; the samples depend only on the
 * random generator.
 */
interface SampleMaker {
  /** The bytes of one sample, without a label. */
  byte[] make(RandomGenerator random);

  /** The layout of the files that hold such samples. */
  FileLayout layout();

  /** Describes the samples, in the plural: {@code records of 7 bytes}. */
  String description();
}
