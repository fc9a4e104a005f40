package org.modyn.supervisor.drift.statistics;

/**
 * The Gaussian kernel exp(-d / width) of a squared distance d, which counts as at least {@link
 * MedianDistance#MINIMUM}.
 *
 * @param width twice the variance; at least {@link MedianDistance#MINIMUM}
 */
record GaussianKernel(double width) {
  double of(double squaredDistance) {
    return Math.exp(-Math.max(squaredDistance, MedianDistance.MINIMUM) / width);
  }

  /** Replaces squared distances by their kernels. */
  void replace(double[] squaredDistances) {
    for (int index = 0; index < squaredDistances.length; index++) {
      squaredDistances[index] = of(squaredDistances[index]);
    }
  }
}
