package org.modyn.supervisor.drift.statistics;

/** The distribution of the two-sample Cramér-von Mises statistic for samples of given sizes. */
interface CramerVonMisesDistribution {
  /**
   * Returns the probability of a statistic at least as great.
   *
   * @param u the statistic of the ranks, U of Anderson's equation 10
   * @param statistic T, as computed from U by equation 9
   */
  double pValue(double u, double statistic);

  /** The exact distribution. */
  static CramerVonMisesDistribution exact(int firstSize, int secondSize) {
    return ExactCramerVonMises.of(firstSize, secondSize);
  }

  /**
   * The limiting distribution: the statistic, scaled to mean and variance of the limit (Anderson,
   * equations 11, 14 and 15), has the distribution of the one-sample statistic of an infinite
   * sample (Csörgő and Faraway, "The exact and asymptotic distributions of Cramér-von Mises
   * statistics", 1996, equation 1.3). The series ends at the first term below 1e-7, as in SciPy.
   */
  static CramerVonMisesDistribution limiting(int firstSize, int secondSize) {
    double product = (double) firstSize * secondSize;
    double sum = (double) firstSize + secondSize;
    double squares = (double) firstSize * firstSize + (double) secondSize * secondSize;
    double mean = (1 + 1 / sum) / 6;
    double variance =
        (sum + 1)
            * (4 * product * sum - 3 * squares - 2 * product)
            / (45 * sum * sum * 4 * product);
    return (u, statistic) -> {
      double scaled = 1.0 / 6 + (statistic - mean) / Math.sqrt(45 * variance);
      // below it the probability differs from 1 by less than 1e-17
      return scaled < 0.003 ? 1 : Math.max(0, 1 - limit(scaled));
    };
  }

  /** Returns the probability that the statistic of an infinite sample is at most x. */
  private static double limit(double x) {
    double total = 0;
    // gamma(k + 1/2) / gamma(k + 1)
    double gammas = Math.sqrt(Math.PI);
    double term = 1;
    for (int k = 0; term >= 1e-7; k++) {
      double y = 4.0 * k + 1;
      double q = y * y / (16 * x);
      term =
          gammas
              / (Math.pow(Math.PI, 1.5) * Math.sqrt(x))
              * Math.sqrt(y)
              * Math.exp(-2 * q)
              * BesselK.scaled(0.25, q);
      total += term;
      gammas *= (k + 0.5) / (k + 1);
    }
    return total;
  }
}
