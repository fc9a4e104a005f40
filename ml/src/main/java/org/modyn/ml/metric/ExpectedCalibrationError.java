package org.modyn.ml.metric;

import java.util.List;

/**
 * The mean difference between confidence and accuracy. The confidence of a prediction is the
 * probability of the most probable class. Predictions are grouped in bins of equal width by
 * confidence; bin i of n has those in ((i - 1) / n, i / n]. The result is the absolute difference
 * between the accuracy and the mean confidence of a bin, averaged over the bins with their numbers
 * of samples as weights (Guo et al., "On calibration of modern neural networks", 2017, equation 3).
 * Of equally probable classes, the first one is the prediction.
 *
 * <p>It takes 16 bytes per bin, and reads each probability once.
 */
final class ExpectedCalibrationError implements Metric, Accumulator {
  private final MetricSource source;
  private final double[] confidences;
  private final long[] correct;
  private long samples;

  ExpectedCalibrationError(MetricSource source, int bins) {
    this.source = source;
    confidences = new double[bins];
    correct = new long[bins];
  }

  @Override
  public List<Accumulator> accumulators() {
    return List.of(this);
  }

  @Override
  public void add(EvaluatedBatch batch) {
    Probabilities probabilities = batch.probabilities(source);
    for (int sample = 0; sample < batch.samples(); sample++) {
      int label = batch.labelAsClass(sample, probabilities.classes(), source.metric());
      int predicted = 0;
      for (int clazz = 1; clazz < probabilities.classes(); clazz++) {
        if (probabilities.of(sample, clazz) > probabilities.of(sample, predicted)) {
          predicted = clazz;
        }
      }
      double confidence = probabilities.of(sample, predicted);
      int bin = bin(confidence);
      confidences[bin] += confidence;
      if (predicted == label) {
        correct[bin]++;
      }
    }
    samples += batch.samples();
  }

  /** The product can be rounded beyond a bound, so the bounds themselves decide. */
  private int bin(double confidence) {
    double bins = confidences.length;
    int bin = (int) Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
    if (bin > 0 && confidence <= bin / bins) {
      return bin - 1;
    }
    return bin < confidences.length - 1 && confidence > (bin + 1) / bins ? bin + 1 : bin;
  }

  @Override
  public MetricResult result() {
    double sum = 0;
    for (int bin = 0; bin < confidences.length; bin++) {
      sum += Math.abs(correct[bin] - confidences[bin]);
    }
    return MetricResult.of(sum / samples);
  }
}
