package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.modyn.ml.downsampling.Candidates;
import org.modyn.ml.downsampling.IrreducibleLosses;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.LossOptions;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.TestEngine;

/**
 * Reducible losses equal those computed from the outputs of the two stored models, in double
 * precision.
 */
final class ReducibleLossTest {
  private static final int CLASSES = 5;
  private static final InputPipeline INPUT =
      InputPipeline.of(BytesParsers.create("Record([Field('data', 'float32', count=3)])"));
  private static final LossOptions CRITERION =
      Losses.REGISTRY.read("name", "CrossEntropyLoss", "criterion", "");
  private static final ModelOptions MAIN =
      Models.read("MLP", "{\"sizes\": [3, 16, 5], \"dropout\": 0.3}");
  static final List<Arguments> OTHERS =
      List.of(
          Arguments.of("MLP", "{\"sizes\": [3, 4, 5], \"dropout\": 0.5}"),
          Arguments.of(
              "RHOLOSSTwinModel",
              """
              {"rho_real_model_class": "MLP",
               "rho_real_model_config": {"sizes": [3, 4, 5], "dropout": 0.5}}\
              """));

  @TempDir private Path directory;

  @ParameterizedTest
  @FieldSource("OTHERS")
  void equalsTheDifferenceOfTheModelsLosses(String modelClass, String configuration) {
    ModelOptions other = Models.read(modelClass, configuration);
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    train(other, Optional.empty(), LongStream.range(0, 20).toArray(), first);
    train(other, Optional.of(first), LongStream.range(20, 40).toArray(), second);

    TensorBatch batch = batch(LongStream.range(0, 60).toArray());
    IrreducibleLosses irreducible;
    try (LossSession session =
        LossSession.open(TestEngine.load(), Device.CPU, other, second, INPUT, CRITERION)) {
      irreducible = new IrreducibleLosses.Builder().add(session.losses(batch)).build();
    }
    double[] expectedIrreducible = losses(other, second, batch);
    for (int row = 0; row < batch.size(); row++) {
      assertThat((double) irreducible.of(batch.keys()[row]))
          .isCloseTo(expectedIrreducible[row], within(1e-5));
    }

    Path main = directory.resolve("main");
    try (TrainingSession session = session(MAIN)) {
      session.step(batch(LongStream.range(0, 60).toArray()));
      session.write(main, Map.of());
      double[] expected = losses(MAIN, main, batch);
      try (SampleScorer scorer = session.reducibleLossScorer(irreducible)) {
        Candidates candidates = scorer.score(batch);
        assertThat(candidates.width()).isEqualTo(1);
        for (int row = 0; row < batch.size(); row++) {
          assertThat((double) candidates.feature(row, 0))
              .as("row %d", row)
              .isCloseTo(expected[row] - expectedIrreducible[row], within(1e-5));
        }
      }
    }
  }

  private static TrainingSession session(ModelOptions model) {
    return TrainingSession.open(
        TestEngine.load(),
        Device.CPU,
        TrainingSetup.of(
            model,
            CRITERION,
            """
            {"default": {"algorithm": "SGD", "source": "PyTorch",
             "param_groups": [{"module": "model", "config": {"lr": 0.1}}]}}\
            """,
            INPUT,
            1));
  }

  private static void train(ModelOptions model, Optional<Path> from, long[] keys, Path target) {
    try (TrainingSession session = session(model)) {
      from.ifPresent(file -> session.load(file, false));
      for (int step = 0; step < 20; step++) {
        session.step(batch(keys));
      }
      session.write(target, Map.of());
    }
  }

  /** Cross-entropy of the outputs in evaluation mode: the logarithm of the sum of exponentials. */
  private static double[] losses(ModelOptions model, Path weights, TensorBatch batch) {
    float[] outputs;
    try (PredictionSession session =
        PredictionSession.open(TestEngine.load(), Device.CPU, model, weights, INPUT)) {
      outputs = session.predict(batch).values();
    }
    double[] losses = new double[batch.size()];
    for (int row = 0; row < losses.length; row++) {
      double sum = 0;
      for (int output = 0; output < CLASSES; output++) {
        sum += Math.exp(outputs[row * CLASSES + output]);
      }
      int label = (int) batch.labels().getAtIndex(ValueLayout.JAVA_LONG, row);
      losses[row] = Math.log(sum) - outputs[row * CLASSES + label];
    }
    return losses;
  }

  private static TensorBatch batch(long... keys) {
    TensorBatch batch = new TensorBatch(INPUT.parser().tensors(), keys.length);
    for (int row = 0; row < keys.length; row++) {
      SplittableRandom random = new SplittableRandom(keys[row]);
      batch.keys()[row] = keys[row];
      for (int column = 0; column < 3; column++) {
        batch
            .tensor(0)
            .setAtIndex(ValueLayout.JAVA_FLOAT, 3L * row + column, (float) random.nextGaussian());
      }
      batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, random.nextInt(CLASSES));
    }
    batch.setSize(keys.length);
    return batch;
  }
}
