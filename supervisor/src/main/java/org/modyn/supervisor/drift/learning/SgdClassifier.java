package org.modyn.supervisor.drift.learning;

import org.modyn.common.error.ModynException;

/**
 * A linear classifier trained by stochastic gradient descent on the logistic loss, as
 * scikit-learn's {@code SGDClassifier(loss="log_loss", random_state=42)} of version 1.8 and later:
 * the L2 penalty is 0.0001, the learning rate is {@code 1 / (0.0001 (t0 + t))} in step t, each
 * epoch visits all samples in a new order, and training ends when the mean of loss and penalty has
 * not decreased by 0.001 in 5 successive epochs, at the latest after 1,000.
 *
 * <p>It also draws the orders that scikit-learn draws, so that each step is the same up to
 * rounding. Often the weights are, too; but the first steps are long, and if many samples are close
 * to the boundary, training amplifies rounding errors: scikit-learn's own result for 100 samples
 * can change by a tenth of the area under the ROC curve when features change by 1e-15. Earlier
 * versions of scikit-learn compare the loss without the penalty, and may train some epochs more or
 * less. Use {@link LogisticRegression} where nothing has to be compared with scikit-learn.
 *
 * <p>O(n d) time for each epoch with n samples of d features.
 */
public final class SgdClassifier {
  private static final long RANDOM_STATE = 42;
  private static final double PENALTY = 1e-4;
  private static final double TOLERANCE = 1e-3;
  private static final int EPOCHS_WITHOUT_IMPROVEMENT = 5;
  private static final int MOST_EPOCHS = 1000;

  /**
   * The reciprocal of the penalty times the first learning rate, the fourth root of 1 / penalty.
   */
  private static final double FIRST_STEP = 1 / (Math.pow(PENALTY, -0.25) * PENALTY);

  private static final double SMALLEST_SCALE = 1e-9;

  private final double[] weights;
  private double scale = 1;
  private double intercept;
  private double squaredNorm;
  private long steps = 1;

  private SgdClassifier(int features) {
    this.weights = new double[features];
  }

  /**
   * Trains a classifier.
   *
   * @param samples shape [samples, features]
   * @param labels whether each sample is positive; both must occur
   * @throws ModynException FAILED_PRECONDITION if the weights do not stay finite
   */
  public static SgdClassifier fit(Matrix samples, boolean[] labels) {
    SgdClassifier classifier = new SgdClassifier(samples.columns());
    classifier.train(samples, labels);
    return classifier;
  }

  /** Returns the probability that a sample is positive. */
  public double probability(Matrix samples, int row) {
    return LogisticRegression.sigmoid(samples.dot(row, weights) * scale + intercept);
  }

  private void train(Matrix samples, boolean[] labels) {
    int seed = seedOfOrders();
    int[] order = new int[samples.rows()];
    for (int index = 0; index < order.length; index++) {
      order[index] = index;
    }
    double best = Double.POSITIVE_INFINITY;
    int withoutImprovement = 0;
    for (int epoch = 0; epoch < MOST_EPOCHS; epoch++) {
      shuffle(order, seed);
      double objective = 0;
      for (int row : order) {
        objective += step(samples, row, labels[row]);
      }
      objective /= order.length;
      requireFinite(epoch);
      withoutImprovement = objective > best - TOLERANCE ? withoutImprovement + 1 : 0;
      best = Math.min(best, objective);
      if (withoutImprovement >= EPOCHS_WITHOUT_IMPROVEMENT) {
        break;
      }
    }
  }

  /** Updates the weights with a sample. Returns loss and penalty before. */
  private double step(Matrix samples, int row, boolean label) {
    double score = samples.dot(row, weights) * scale + intercept;
    double objective =
        LogisticRegression.softplus(label ? -score : score) + PENALTY * 0.5 * squaredNorm;
    double rate = 1 / (PENALTY * (FIRST_STEP + steps - 1));
    double update =
        rate * (label ? LogisticRegression.sigmoid(-score) : -LogisticRegression.sigmoid(score));
    decay(Math.max(0, 1 - rate * PENALTY));
    if (update != 0) {
      samples.addTo(weights, row, update / scale);
      squaredNorm = squaredSum(weights) * scale * scale;
      intercept += update;
    }
    steps++;
    return objective;
  }

  /** Multiplies the weights, which are stored as a vector and a factor. */
  private void decay(double factor) {
    scale *= factor;
    squaredNorm *= factor * factor;
    if (scale < SMALLEST_SCALE) {
      for (int column = 0; column < weights.length; column++) {
        weights[column] *= scale;
      }
      scale = 1;
    }
  }

  private static double squaredSum(double[] vector) {
    double sum = 0;
    for (double element : vector) {
      sum += element * element;
    }
    return sum;
  }

  private void requireFinite(int epoch) {
    double sum = intercept;
    for (double weight : weights) {
      sum += weight;
    }
    if (!Double.isFinite(sum)) {
      throw ModynException.failedPrecondition(
          "the classifier of the windows diverges in epoch %d: their features are too large",
          epoch + 1);
    }
  }

  /** Scikit-learn draws a seed for its data set first, which is not used. */
  private static int seedOfOrders() {
    MersenneTwister random = new MersenneTwister(RANDOM_STATE);
    random.nextUpTo(Integer.MAX_VALUE - 2);
    return random.nextUpTo(Integer.MAX_VALUE - 1);
  }

  /** Shuffles with Marsaglia's xorshift generator, which starts each time from the same seed. */
  private static void shuffle(int[] order, int seed) {
    int random = seed == 0 ? 1 : seed;
    for (int index = 0; index < order.length - 1; index++) {
      random ^= random << 13;
      random ^= random >>> 17;
      random ^= random << 5;
      int other = index + (random & Integer.MAX_VALUE) % (order.length - index);
      int swapped = order[index];
      order[index] = order[other];
      order[other] = swapped;
    }
  }
}
