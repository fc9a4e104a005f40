package org.modyn.supervisor.drift;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.modyn.supervisor.drift.PrincipalComponents.ComparedWindows;
import org.modyn.supervisor.drift.learning.HalfSplit;
import org.modyn.supervisor.drift.learning.Matrix;
import org.modyn.supervisor.drift.learning.RocCurve;
import org.modyn.supervisor.drift.learning.SgdClassifier;
import org.modyn.supervisor.drift.statistics.TooFewSamplesException;

/**
 * How well a classifier distinguishes the windows: Evidently's {@code model} method. A linear
 * classifier is trained on a random half of the samples of both windows; the distance is its area
 * under the ROC curve on the other half, 0.5 for equal distributions and 1 for separable ones.
 *
 * <p>Split and training make the random choices that Evidently makes with scikit-learn, so that the
 * distance equals Evidently's where rounding does not decide, see {@link SgdClassifier}: with
 * thousands of samples, distances differ by about 0.00001 from Evidently's of float32 embeddings.
 * The result always depends on the seed that Evidently has fixed; a decision criterion should not
 * be narrower than the differences that other seeds make, about {@code 1 / sqrt(n)}.
 *
 * <p>Time: O(e n d) for e epochs, about 10 to 100, with n samples of d features; memory: three
 * copies of the windows in float64.
 */
final class ModelDriftMetric implements DriftMetric {
  private final PrincipalComponents components;

  ModelDriftMetric(PrincipalComponents components) {
    this.components = requireNonNull(components, "components is null");
  }

  @Override
  public DriftMeasurement measure(Features reference, Features current) {
    ComparedWindows windows = components.reduce(reference, current);
    Matrix samples = Matrix.concatenated(windows.reference(), windows.current());
    HalfSplit split = HalfSplit.of(samples.rows());
    Matrix train = samples.select(split.train());
    boolean[] labels = new boolean[train.rows()];
    for (int index = 0; index < labels.length; index++) {
      labels[index] = split.train()[index] < reference.rows();
    }
    int[] positives = samplesOf(split.test(), true, reference.rows());
    int[] negatives = samplesOf(split.test(), false, reference.rows());
    requireBoth(split.train(), "train", reference, current);
    requireBoth(split.test(), "test", reference, current);
    SgdClassifier classifier = SgdClassifier.fit(train, labels);
    return DriftMeasurement.ofDistance(
        RocCurve.area(
            probabilities(classifier, samples, positives),
            probabilities(classifier, samples, negatives)));
  }

  private static double[] probabilities(SgdClassifier classifier, Matrix samples, int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> classifier.probability(samples, row)).toArray();
  }

  private static int[] samplesOf(int[] half, boolean reference, int referenceRows) {
    return Arrays.stream(half).filter(row -> row < referenceRows == reference).toArray();
  }

  private static void requireBoth(int[] half, String use, Features reference, Features current) {
    int ofReference = samplesOf(half, true, reference.rows()).length;
    if (ofReference == 0 || ofReference == half.length) {
      throw new TooFewSamplesException(
          "the windows are too small for a classifier: of %d and %d samples, the half to %s with"
              + " has none of the %s window",
          reference.rows(), current.rows(), use, ofReference == 0 ? "reference" : "current");
    }
  }
}
