package org.modyn.ml.parser;

import org.modyn.common.error.ModynException;

/** Errors about samples, by their keys. */
final class SampleErrors {
  private SampleErrors() {}

  /**
   * @param cause with a message without subject, as {@code is a damaged image}
   */
  static ModynException of(long key, ModynException cause) {
    return new ModynException(
        cause.category(), "the sample with key %d %s".formatted(key, cause.getMessage()), cause);
  }
}
