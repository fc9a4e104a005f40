package org.modyn.ml.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.testing.TestEngine;

final class LossPropertiesTest {
  private static final int CLASSES = 3;

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(Losses.REGISTRY.names());
  }

  /** The definition, in Java's doubles. */
  @Property(tries = 100)
  void crossEntropyIsTheLogarithmOfTheClassProbability(
      @ForAll @IntRange(min = 1, max = 20) int batch, @ForAll @LongRange(min = 0) long seed) {
    try (NDManager manager = TestEngine.load().newManager(Device.CPU)) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] logits = numbers(random, batch * CLASSES);
      long[] labels = labels(random, batch, CLASSES);
      double sum = 0;
      for (int sample = 0; sample < batch; sample++) {
        double exponentials = 0;
        for (int column = 0; column < CLASSES; column++) {
          exponentials += Math.exp(logits[sample * CLASSES + column]);
        }
        sum += Math.log(exponentials) - logits[sample * CLASSES + (int) labels[sample]];
      }
      Loss loss =
          Losses.REGISTRY.read("name", "CrossEntropyLoss", "criterion", "{}").create(manager);
      NDArray outputs = manager.create(logits, new Shape(batch, CLASSES));
      assertThat((double) loss.mean(outputs, Labels.of(manager.create(labels))).getFloat())
          .isCloseTo(sum / batch, within(1e-5));
    }
  }

  @Property(tries = 100)
  void equalWeightsGiveTheMean(
      @ForAll("names") String name,
      @ForAll @IntRange(min = 1, max = 20) int batch,
      @ForAll @LongRange(min = 0) long seed) {
    try (NDManager manager = TestEngine.load().newManager(Device.CPU)) {
      SplittableRandom random = new SplittableRandom(seed);
      boolean ofClasses = name.equals("CrossEntropyLoss") || name.equals("NLLLoss");
      NDArray outputs =
          ofClasses
              ? manager.create(numbers(random, batch * CLASSES), new Shape(batch, CLASSES))
              : manager.create(numbers(random, batch)).abs().neg().exp();
      NDArray labels = manager.create(labels(random, batch, 2));
      NDArray weights = manager.ones(new Shape(batch)).mul(0.25);
      Loss loss = Losses.REGISTRY.read("name", name, "criterion", "{}").create(manager);
      float mean = loss.mean(outputs, Labels.of(labels)).getFloat();
      assertThat(loss.weightedMean(outputs, Labels.of(labels), weights).getFloat())
          .isCloseTo(mean, within(1e-5f * Math.max(1, Math.abs(mean))));
    }
  }

  private static float[] numbers(SplittableRandom random, int count) {
    float[] numbers = new float[count];
    for (int index = 0; index < count; index++) {
      numbers[index] = (float) random.nextDouble(-8, 8);
    }
    return numbers;
  }

  private static long[] labels(SplittableRandom random, int count, int classes) {
    return random.longs(count, 0, classes).toArray();
  }
}
