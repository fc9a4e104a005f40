package org.modyn.supervisor.drift.learning;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * A logistic regression with an L2 penalty: it minimizes the sum of the samples' logistic losses
 * plus half of the squared norm of the weights, but not of the intercept. Its minimum is that of
 * scikit-learn's {@code LogisticRegression(C=1)}; it is approached further than scikit-learn does
 * with its default tolerance.
 *
 * <p>Minimized by L-BFGS with a diagonal initial Hessian, so that features of different scales do
 * not slow it down. Source: Nocedal and Wright, Numerical Optimization, 2006, algorithms 7.4 and
 * 3.1. It is deterministic.
 *
 * <p>O(n d) time for each of at most 1,000 iterations with n samples of d features, usually 20 to
 * 100; O(n d) memory for a copy of the samples.
 */
public final class LogisticRegression {
  private static final int MOST_ITERATIONS = 1000;
  private static final int HISTORY = 10;
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double SHORTEST_STEP = 1e-10;

  /** Of the gradient, each element divided by the square root of its curvature. */
  private static final double TOLERANCE = 1e-8;

  /** The part of the objective that may be rounding. */
  private static final double ROUNDING = 1e-13;

  private final double[] weights;
  private final double intercept;

  private LogisticRegression(double[] weights, double intercept) {
    this.weights = weights;
    this.intercept = intercept;
  }

  /**
   * Fits a regression.
   *
   * @param samples shape [samples, features]
   * @param labels whether each sample is positive
   * @param rows the samples to fit; both labels should be among them
   */
  public static LogisticRegression fit(Matrix samples, boolean[] labels, int[] rows) {
    Matrix selected = samples.select(rows);
    boolean[] selectedLabels = new boolean[rows.length];
    for (int index = 0; index < rows.length; index++) {
      selectedLabels[index] = labels[rows[index]];
    }
    // The intercept is not penalized, so that the minimum is the same with centered features, but
    // they do not correlate with it.
    double[] mean = selected.center();
    double[] point = new Objective(selected, selectedLabels).minimize();
    double[] weights = Arrays.copyOf(point, samples.columns());
    double intercept = point[samples.columns()];
    for (int column = 0; column < weights.length; column++) {
      intercept -= weights[column] * mean[column];
    }
    return new LogisticRegression(weights, intercept);
  }

  /** Returns the probability that a sample is positive. */
  public double probability(Matrix samples, int row) {
    return sigmoid(samples.dot(row, weights) + intercept);
  }

  static double sigmoid(double value) {
    return 1 / (1 + Math.exp(-value));
  }

  /** Returns log(1 + exp(value)). */
  static double softplus(double value) {
    return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
  }

  /** The penalized loss as a function of the weights, followed by the intercept. */
  private static final class Objective {
    private final Matrix samples;
    private final boolean[] labels;
    private final int features;
    private final double[] curvature;

    Objective(Matrix samples, boolean[] labels) {
      this.samples = samples;
      this.labels = labels;
      this.features = samples.columns();
      this.curvature = curvatureAtOrigin();
    }

    /** Minimizes the objective from 0. */
    double[] minimize() {
      double[] point = new double[features + 1];
      double[] scores = new double[samples.rows()];
      double value = value(point, scores);
      double[] gradient = gradient(point, scores);
      Deque<Correction> corrections = new ArrayDeque<>();
      for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
        if (isMinimum(gradient)) {
          break;
        }
        double[] direction = direction(gradient, corrections);
        double[] scoreChange = scores(direction);
        double slope = dot(gradient, direction);
        double step = 1;
        double[] nextPoint = plus(point, direction, step);
        double[] nextScores = plus(scores, scoreChange, step);
        double nextValue = value(nextPoint, nextScores);
        while (nextValue > value + SUFFICIENT_DECREASE * step * slope + ROUNDING * value
            && step > SHORTEST_STEP) {
          step /= 2;
          nextPoint = plus(point, direction, step);
          nextScores = plus(scores, scoreChange, step);
          nextValue = value(nextPoint, nextScores);
        }
        double[] nextGradient = gradient(nextPoint, nextScores);
        addCorrection(corrections, plus(nextPoint, point, -1), plus(nextGradient, gradient, -1));
        point = nextPoint;
        scores = nextScores;
        value = nextValue;
        gradient = nextGradient;
      }
      return point;
    }

    private boolean isMinimum(double[] gradient) {
      for (int index = 0; index < gradient.length; index++) {
        if (Math.abs(gradient[index]) > TOLERANCE * Math.sqrt(curvature[index])) {
          return false;
        }
      }
      return true;
    }

    private static void addCorrection(
        Deque<Correction> corrections, double[] step, double[] gradientChange) {
      double product = dot(step, gradientChange);
      if (product > 0) {
        corrections.addLast(new Correction(step, gradientChange, product));
        if (corrections.size() > HISTORY) {
          corrections.removeFirst();
        }
      }
    }

    /** Two-loop recursion: the negative gradient times the approximate inverse Hessian. */
    private double[] direction(double[] gradient, Deque<Correction> corrections) {
      double[] direction = plus(new double[gradient.length], gradient, -1);
      double[] factors = new double[corrections.size()];
      int index = corrections.size();
      for (Iterator<Correction> newest = corrections.descendingIterator(); newest.hasNext(); ) {
        Correction correction = newest.next();
        index--;
        factors[index] = dot(correction.step(), direction) / correction.product();
        direction = plus(direction, correction.gradientChange(), -factors[index]);
      }
      double scale = 1;
      if (!corrections.isEmpty()) {
        Correction last = corrections.getLast();
        double norm = 0;
        for (int element = 0; element < curvature.length; element++) {
          double change = last.gradientChange()[element];
          norm += change * change / curvature[element];
        }
        scale = last.product() / norm;
      }
      for (int element = 0; element < direction.length; element++) {
        direction[element] *= scale / curvature[element];
      }
      for (Correction correction : corrections) {
        double factor = dot(correction.gradientChange(), direction) / correction.product();
        direction = plus(direction, correction.step(), factors[index] - factor);
        index++;
      }
      return direction;
    }

    private double[] curvatureAtOrigin() {
      double[] sums = new double[features + 1];
      for (int row = 0; row < samples.rows(); row++) {
        samples.addSquaresTo(sums, row, 0.25);
      }
      for (int column = 0; column < features; column++) {
        sums[column] += 1;
      }
      sums[features] = 0.25 * samples.rows();
      return sums;
    }

    private double[] scores(double[] point) {
      double[] scores = new double[samples.rows()];
      for (int row = 0; row < scores.length; row++) {
        scores[row] = samples.dot(row, point) + point[features];
      }
      return scores;
    }

    private double value(double[] point, double[] scores) {
      double sum = 0;
      for (int column = 0; column < features; column++) {
        sum += point[column] * point[column];
      }
      sum /= 2;
      for (int row = 0; row < scores.length; row++) {
        sum += softplus(labels[row] ? -scores[row] : scores[row]);
      }
      return sum;
    }

    private double[] gradient(double[] point, double[] scores) {
      double[] gradient = point.clone();
      gradient[features] = 0;
      for (int row = 0; row < scores.length; row++) {
        double error = labels[row] ? -sigmoid(-scores[row]) : sigmoid(scores[row]);
        samples.addTo(gradient, row, error);
        gradient[features] += error;
      }
      return gradient;
    }

    private static double[] plus(double[] vector, double[] other, double factor) {
      double[] sum = vector.clone();
      for (int index = 0; index < sum.length; index++) {
        sum[index] += factor * other[index];
      }
      return sum;
    }

    private static double dot(double[] first, double[] second) {
      double sum = 0;
      for (int index = 0; index < first.length; index++) {
        sum += first[index] * second[index];
      }
      return sum;
    }

    /** How the gradient has changed with a step; their scalar product is positive. */
    private record Correction(double[] step, double[] gradientChange, double product) {}
  }
}
