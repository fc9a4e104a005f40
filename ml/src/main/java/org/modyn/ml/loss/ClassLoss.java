package org.modyn.ml.loss;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.LayerOperations;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;

/**
 * The negative logarithm of the probability of a sample's class, {@code -w[y] * log(p[y])}, as
 * {@code torch.nn.CrossEntropyLoss} and {@code torch.nn.NLLLoss} define it. Smoothing moves a share
 * {@code s} of the target to all classes alike: {@code (1 - s) * -w[y] log(p[y]) + s / classes *
 * sum(-w[c] log(p[c]))} (Szegedy et al., "Rethinking the Inception Architecture for Computer
 * Vision", 2016, section 7).
 *
 * <p>The mean divides by the sum of the samples' class weights, and not by their number. A sample
 * with the ignored label has the loss 0 and is not part of the mean.
 */
final class ClassLoss implements Loss {
  private final String name;
  private final boolean takesLogits;
  private final Optional<float[]> floats;
  private final Optional<NDArray> classWeights;
  private final Optional<NDArray> smoothing;
  private final NDArray rest;
  private final long ignoredLabel;
  private final NDArray ignored;
  private final NDArray zero;
  private final NDArray one;

  /**
   * @param takesLogits whether outputs are logits; else they are logarithms of probabilities
   * @param classWeights one for each class
   * @param smoothing from 0 to 1
   */
  ClassLoss(
      String name,
      boolean takesLogits,
      Optional<List<Double>> classWeights,
      double smoothing,
      long ignoredLabel,
      NDManager manager) {
    this.name = requireNonNull(name, "name is null");
    this.takesLogits = takesLogits;
    this.floats = classWeights.map(ClassLoss::toFloats);
    this.classWeights = floats.map(manager::create);
    this.smoothing =
        smoothing == 0 ? Optional.empty() : Optional.of(manager.create((float) smoothing));
    rest = manager.create((float) (1 - smoothing));
    this.ignoredLabel = ignoredLabel;
    ignored = manager.create(ignoredLabel);
    zero = manager.create(0f);
    one = manager.create(1f);
  }

  /** The rule of options that have class weights. */
  static void checkWeights(Optional<List<Double>> weights, Violations violations) {
    List<Double> numbers = weights.orElse(List.of());
    for (int index = 0; index < numbers.size(); index++) {
      if (!(numbers.get(index) >= 0 && Double.isFinite(numbers.get(index)))) {
        violations.add(
            String.format(Locale.ROOT, "weight[%d]", index),
            "must be at least 0, but is %s",
            numbers.get(index));
      }
    }
  }

  private static float[] toFloats(List<Double> numbers) {
    float[] floats = new float[numbers.size()];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = numbers.get(index).floatValue();
    }
    return floats;
  }

  @Override
  public NDArray perSample(NDArray outputs, Labels labels) {
    return terms(outputs, labels).losses();
  }

  @Override
  public NDArray mean(NDArray outputs, Labels labels) {
    Terms terms = terms(outputs, labels);
    if (terms.ignored() == labels.size()) {
      throw ModynException.invalidArgument(
          "all %d samples of the batch have the label %d, which is the ignore_index of %s, so that"
              + " their mean loss is undefined",
          labels.size(), ignoredLabel, name);
    }
    return terms
        .shares()
        .map(shares -> Operations.divide(Operations.sum(terms.losses()), Operations.sum(shares)))
        .orElseGet(() -> Operations.mean(terms.losses()));
  }

  @Override
  public double divisor(MemorySegment labels) {
    double divisor = 0;
    long size = labels.byteSize() / Long.BYTES;
    for (long index = 0; index < size; index++) {
      divisor += share(labels.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index));
    }
    return divisor;
  }

  private double share(long label) {
    if (label == ignoredLabel || label < 0) {
      return 0;
    }
    return floats
        .map(weights -> label < weights.length ? (double) weights[(int) label] : 0)
        .orElse(1.0);
  }

  /**
   * With the coefficients {@code t[c]} of the loss {@code -sum(t[c] log(p[c]))}, the gradient is
   * {@code sum(t) p - t} for logits, and {@code -t} for logarithms of probabilities.
   */
  @Override
  public NDArray outputGradients(NDArray outputs, Labels labels) {
    long ignoredSamples = check(outputs, labels);
    long batch = labels.size();
    NDArray coefficients = coefficients(outputs, labels);
    NDArray gradients = Operations.negate(coefficients);
    if (takesLogits) {
      NDArray sums = Operations.reshape(Operations.sum(coefficients, 1), batch, 1);
      NDArray probabilities = LayerOperations.softmax(Operations.toFloat(outputs), 1);
      gradients = Operations.add(gradients, Operations.multiply(probabilities, sums));
    }
    if (ignoredSamples == 0) {
      return gradients;
    }
    NDArray counts = Operations.reshape(Operations.differs(labels.array(), ignored), batch, 1);
    return Operations.select(counts, gradients, zero);
  }

  /** {@code [batch, classes]}; those of ignored samples are undefined. */
  private NDArray coefficients(NDArray outputs, Labels labels) {
    NDManager scratch = labels.array().getManager();
    int numberOfClasses = Math.toIntExact(outputs.getShape().get(1));
    NDArray differ =
        Operations.differs(
            Operations.reshape(labels.array(), labels.size(), 1),
            scratch.arange(numberOfClasses).toType(DataType.INT64, false));
    NDArray ofClass = classWeights.orElse(one);
    if (smoothing.isEmpty()) {
      return Operations.give(Operations.select(differ, zero, ofClass), scratch);
    }
    NDArray share = scratch.create((float) (1.0 / numberOfClasses));
    NDArray ofAll =
        Operations.multiply(
            share, Operations.give(Operations.multiply(ofClass, smoothing.get()), scratch));
    NDArray ofLabel =
        Operations.add(ofAll, Operations.give(Operations.multiply(ofClass, rest), scratch));
    return Operations.select(differ, ofAll, ofLabel);
  }

  private Terms terms(NDArray outputs, Labels labels) {
    long ignoredSamples = check(outputs, labels);
    NDArray logarithms = Operations.toFloat(outputs);
    if (takesLogits) {
      logarithms = LayerOperations.logSoftmax(logarithms, 1);
    }
    if (ignoredSamples == 0) {
      Optional<NDArray> shares = shares(labels.array());
      return new Terms(losses(logarithms, labels.array(), shares), shares, 0);
    }
    NDArray counts = Operations.differs(labels.array(), ignored);
    NDArray classes =
        Operations.multiply(labels.array(), Operations.convert(counts, TensorDataType.INT64));
    Optional<NDArray> shares = shares(classes);
    NDArray losses = losses(logarithms, classes, shares);
    return new Terms(
        Operations.select(counts, losses, zero),
        Optional.of(
            shares
                .map(ofClasses -> Operations.select(counts, ofClasses, zero))
                .orElseGet(() -> Operations.convert(counts, TensorDataType.FLOAT32))),
        ignoredSamples);
  }

  /** Each sample's share of the mean, when it is not the same for all. */
  private Optional<NDArray> shares(NDArray classes) {
    return classWeights.map(
        weights -> Operations.give(Operations.gather(weights, classes, 0), classes.getManager()));
  }

  /**
   * @param classes {@code [batch]}, each an existing class
   */
  private NDArray losses(NDArray logarithms, NDArray classes, Optional<NDArray> shares) {
    long batch = classes.size();
    NDArray ofClass = Operations.gather(logarithms, Operations.reshape(classes, batch, 1), 1);
    NDArray losses = Operations.negate(Operations.reshape(ofClass, batch));
    if (shares.isPresent()) {
      losses = Operations.multiply(losses, shares.get());
    }
    if (smoothing.isEmpty()) {
      return losses;
    }
    NDArray weighted =
        classWeights.map(weights -> Operations.multiply(logarithms, weights)).orElse(logarithms);
    NDArray ofAll = Operations.multiply(Operations.mean(weighted, 1), smoothing.get());
    return Operations.subtract(Operations.multiply(losses, rest), ofAll);
  }

  /** Returns the number of ignored labels. */
  private long check(NDArray outputs, Labels labels) {
    if (outputs.getShape().dimension() != 2 || outputs.getShape().get(0) != labels.size()) {
      throw ModynException.invalidArgument(
          "%s needs an output for each class, but the model's outputs are %s for labels %s",
          name, outputs.getShape(), labels.array().getShape());
    }
    long classes = outputs.getShape().get(1);
    if (classWeights.isPresent() && classWeights.get().size() != classes) {
      throw ModynException.invalidArgument(
          "the weight of %s has %d numbers, but the model has %d outputs; it needs one for each",
          name, classWeights.get().size(), classes);
    }
    return labels.requireClasses(classes, ignoredLabel);
  }

  /**
   * @param losses {@code [batch]}
   * @param shares {@code [batch]}, the weight of each sample in the mean; empty if all weights are
   *     equal
   * @param ignored the number of samples that are not part of the mean
   */
  private record Terms(NDArray losses, Optional<NDArray> shares, long ignored) {}
}
