package org.modyn.ml.downsampling;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Candidates with the keys 1000, 1001, and so on. */
final class TestCandidates {
  static final long FIRST_KEY = 1000;

  private TestCandidates() {}

  /** One column, and the label 0 for all. */
  static Candidates ofScores(float... scores) {
    return ofScores(new long[scores.length], scores);
  }

  static Candidates ofScores(long[] labels, float... scores) {
    float[][] features = new float[scores.length][];
    Arrays.setAll(features, row -> new float[] {scores[row]});
    return ofFeatures(labels, features);
  }

  static Candidates ofFeatures(long[] labels, float[][] features) {
    long[] keys = LongStream.range(0, labels.length).map(row -> FIRST_KEY + row).toArray();
    return Candidates.of(keys, labels, features);
  }

  /** Rows without a column. */
  static Candidates ofSize(int size) {
    return ofFeatures(new long[size], new float[size][0]);
  }
}
