package org.modyn.cli.rehearsal.data;

import java.util.random.RandomGenerator;

/**
 * Makes up samples for one parser. Implementations are immutable; what they make depends on the
 * random generator alone.
 */
interface SampleMaker {
  /** The bytes of one sample, without a label. */
  byte[] make(RandomGenerator random);

  /** The layout of the files that hold such samples. */
  FileLayout layout();

  /** What samples are, in the plural: {@code records of 7 bytes}. */
  String description();
}
