package org.modyn.supervisor.drift;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.modyn.common.config.pipeline.trigger.drift.Alternative;
import org.modyn.common.config.pipeline.trigger.drift.ClassifierDriftMetricConfig.PredictionTest;
import org.modyn.supervisor.drift.learning.LogisticRegression;
import org.modyn.supervisor.drift.learning.Matrix;
import org.modyn.supervisor.drift.learning.StratifiedFolds;
import org.modyn.supervisor.drift.statistics.ExactKolmogorovSmirnov;
import org.modyn.supervisor.drift.statistics.TestResult;
import org.modyn.supervisor.drift.statistics.TooFewSamplesException;

/**
 * The classifier two-sample test: a logistic regression learns to distinguish the windows and
 * predicts the window of samples that it has not seen, in a cross-validation over all samples. If
 * the windows have the same distribution, its predictions are no better than chance. It detects
 * what a linear classifier can learn, changes of the mean above all, and is more powerful in many
 * dimensions than tests of each feature.
 *
 * <p>Source: Lopez-Paz and Oquab, "Revisiting Classifier Two-Sample Tests" (2017). It equals
 * Alibi-Detect 0.12's {@code ClassifierDrift} with scikit-learn's {@code LogisticRegression(C=1)},
 * {@code n_folds} and the same seed, up to the tolerance of scikit-learn's optimization:
 *
 * <ul>
 *   <li>KOLMOGOROV_SMIRNOV: the distance is the statistic of the one-sided test whether the
 *       predicted probabilities of the current window are greater.
 *   <li>BINOMIAL: the test whether the accuracy is greater than the fraction of the larger window;
 *       the distance is by how much the error is reduced, from 0 to 1.
 * </ul>
 *
 * <p>Time: that of {@link LogisticRegression} for each fold; memory: two copies of the windows in
 * float64.
 */
final class ClassifierDriftMetric implements DriftMetric {
  private final PredictionTest test;
  private final int folds;
  private final double significance;
  private final long seed;

  /**
   * @param folds of the cross-validation, at least 2
   * @param significance the p-value below which the test detects a drift
   * @param seed of the assignment of samples to folds; the lower 32 bits are used
   */
  ClassifierDriftMetric(PredictionTest test, int folds, double significance, long seed) {
    this.test = requireNonNull(test, "test is null");
    this.folds = folds;
    this.significance = significance;
    this.seed = seed;
  }

  @Override
  public DriftMeasurement measure(Features reference, Features current) {
    int referenceSize = reference.rows();
    int currentSize = current.rows();
    Windows.requireSamples("ClassifierDriftMetric", referenceSize, currentSize, 2, 2);
    if (Math.max(referenceSize, currentSize) < folds) {
      throw new TooFewSamplesException(
          "ClassifierDriftMetric needs at least as many samples in one of the windows as there are"
              + " folds, %d, but there are %d and %d; enlarge the windows of the trigger",
          folds, referenceSize, currentSize);
    }
    double[] probabilities = outOfFoldProbabilities(reference, current);
    double[] ofReference = new double[referenceSize];
    double[] ofCurrent = new double[currentSize];
    System.arraycopy(probabilities, 0, ofReference, 0, referenceSize);
    System.arraycopy(probabilities, referenceSize, ofCurrent, 0, currentSize);
    TestResult result =
        switch (test) {
          case KOLMOGOROV_SMIRNOV ->
              ExactKolmogorovSmirnov.test(ofReference, ofCurrent, Alternative.GREATER);
          case BINOMIAL -> binomial(ofReference, ofCurrent);
        };
    return new DriftMeasurement(
        result.statistic(),
        Optional.of(
            new DriftMeasurement.Test(
                result.pValue(), significance, result.pValue() < significance)));
  }

  /** The probability of each sample, first those of the reference, to be of the current window. */
  private double[] outOfFoldProbabilities(Features reference, Features current) {
    Matrix samples = Matrix.concatenated(Matrix.of(reference), Matrix.of(current));
    boolean[] labels = new boolean[samples.rows()];
    for (int row = reference.rows(); row < labels.length; row++) {
      labels[row] = true;
    }
    StratifiedFolds split = StratifiedFolds.of(reference.rows(), current.rows(), folds, seed);
    double[] probabilities = new double[samples.rows()];
    for (int fold = 0; fold < folds; fold++) {
      LogisticRegression regression = LogisticRegression.fit(samples, labels, split.outside(fold));
      for (int row : split.inside(fold)) {
        probabilities[row] = regression.probability(samples, row);
      }
    }
    return probabilities;
  }

  private static TestResult binomial(double[] ofReference, double[] ofCurrent) {
    int correct = 0;
    for (double probability : ofReference) {
      correct += probability <= 0.5 ? 1 : 0;
    }
    for (double probability : ofCurrent) {
      correct += probability > 0.5 ? 1 : 0;
    }
    int size = ofReference.length + ofCurrent.length;
    double chance = (double) Math.max(ofReference.length, ofCurrent.length) / size;
    double errorReduction = 1 - (1 - (double) correct / size) / (1 - chance);
    double pValue = BinomialDistribution.of(size, chance).survivalProbability(correct - 1);
    return new TestResult(Math.max(0, errorReduction), pValue);
  }
}
