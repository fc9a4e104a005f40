package org.modyn.supervisor.drift.statistics;

/** The modified Bessel function of the second kind. */
final class BesselK {
  private static final double STEP = 1 / 16.0;

  private BesselK() {}

  /**
   * Returns exp(x) K(x) for an order: the integral over t > 0 of exp(-x (cosh t - 1)) cosh(order
   * t), formula 10.32.9 of the NIST Digital Library of Mathematical Functions. The trapezoidal rule
   * converges exponentially here, as the integrand decays doubly exponentially; the relative error
   * is below 1e-14 for x up to 50.
   *
   * @param order between 0 and 1
   * @param x positive
   */
  static double scaled(double order, double x) {
    double sum = 0.5;
    double term = 1;
    for (int node = 1; term > 1e-17 * sum; node++) {
      double t = node * STEP;
      double sinh = Math.sinh(t / 2);
      term = Math.exp(-2 * x * sinh * sinh) * Math.cosh(order * t);
      sum += term;
    }
    return sum * STEP;
  }
}
