package org.modyn.ml.image;

/**
 * Which pixels of a row, and with which weights, make each pixel of a row of another length.
 * Weights are whole multiples of 2^-22, as Pillow rounds them. Computed again only when a length or
 * the filter changes; keeps its memory.
 *
 * <p>Not safe for concurrent use.
 */
final class ResamplingWeights {
  static final int PRECISION_BITS = 22;

  private ResamplingFilter filter;
  private int inputLength;
  private int outputLength;
  private int taps;
  private int[] first = {};
  private int[] count = {};
  private int[] weights = {};
  private double[] exact = {};

  /** Computes the weights from one length to another, both at least 1. */
  void compute(int inputLength, int outputLength, ResamplingFilter filter) {
    if (filter == this.filter
        && inputLength == this.inputLength
        && outputLength == this.outputLength) {
      return;
    }
    this.filter = filter;
    this.inputLength = inputLength;
    this.outputLength = outputLength;
    double scale = (double) inputLength / outputLength;
    double filterScale = Math.max(scale, 1);
    double support = filter.support() * filterScale;
    taps = (int) Math.ceil(support) * 2 + 1;
    if (first.length < outputLength) {
      first = new int[outputLength];
      count = new int[outputLength];
    }
    int needed = Math.multiplyExact(taps, outputLength);
    if (weights.length < needed) {
      weights = new int[needed];
    }
    if (exact.length < taps) {
      exact = new double[taps];
    }
    for (int position = 0; position < outputLength; position++) {
      double center = (position + 0.5) * scale;
      first[position] = Math.max(0, (int) (center - support + 0.5));
      count[position] = Math.min(inputLength, (int) (center + support + 0.5)) - first[position];
      double sum = 0;
      for (int tap = 0; tap < count[position]; tap++) {
        exact[tap] = filter.weight((tap + first[position] - center + 0.5) / filterScale);
        sum += exact[tap];
      }
      for (int tap = 0; tap < count[position]; tap++) {
        double weight = (sum == 0 ? exact[tap] : exact[tap] / sum) * (1 << PRECISION_BITS);
        weights[position * taps + tap] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
      }
    }
  }

  /** The first pixel that counts. */
  int first(int position) {
    return first[position];
  }

  /** The number of pixels with a weight. */
  int count(int position) {
    return count[position];
  }

  /** All weights; the weights of an output position begin at {@link #start}. */
  int[] weights() {
    return weights;
  }

  int start(int position) {
    return position * taps;
  }
}
