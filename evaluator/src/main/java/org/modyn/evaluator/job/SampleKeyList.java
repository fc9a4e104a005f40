package org.modyn.evaluator.job;

import java.util.Locale;
import java.util.Optional;
import org.modyn.proto.evaluator.SampleKeys;

/** Reads listed samples of requests. */
final class SampleKeyList {
  /** 8 MiB as an array, and at most 10 MB in a request. */
  static final int MAXIMUM_KEYS = 1 << 20;

  private SampleKeyList() {}

  /** Returns why the keys are too many; empty if they are not. */
  static Optional<String> problem(SampleKeys keys) {
    return keys.getKeysCount() <= MAXIMUM_KEYS
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "must have at most %,d keys, but has %,d",
                MAXIMUM_KEYS,
                keys.getKeysCount()));
  }

  static long[] toArray(SampleKeys keys) {
    long[] array = new long[keys.getKeysCount()];
    for (int index = 0; index < array.length; index++) {
      array[index] = keys.getKeys(index);
    }
    return array;
  }
}
