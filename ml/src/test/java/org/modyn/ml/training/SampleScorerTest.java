package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.modyn.ml.downsampling.Candidates;
import org.modyn.ml.downsampling.SampleFeature;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.metric.Predictions;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.Models;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.TestEngine;

final class SampleScorerTest {
  private static final int CLASSES = 3;
  private static final int SAMPLES = 6;
  private static final String MLP = "{\"sizes\": [8, 16, 3], \"dropout\": 0.5}";
  private static final String RESNET = "{\"num_classes\": 3}";
  private static final String ROW = "Record([Field('data', 'float32', count=8)])";
  private static final String IMAGE = "Record([Field('data', 'float32', shape=[3, 32, 32])])";

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Everything that a training step needs. */
  private final class Training implements AutoCloseable {
    private final InputPipeline input;
    private final Model model;
    private final List<Optimizer> optimizers;
    private final Learner learner;
    private final TensorBatch batch;

    private Training(String modelClass, String configuration, String parser) {
      input = InputPipeline.of(BytesParsers.create(parser));
      model =
          Models.read(modelClass, configuration).create(new ModelContext(manager, Device.CPU, 5));
      optimizers =
          Optimizers.create(
              manager,
              """
              {"default": {"algorithm": "SGD", "source": "PyTorch",
               "param_groups": [{"module": "model", "config": {"lr": 0.1}}]}}\
              """,
              model);
      learner =
          new Learner(
              manager,
              Device.CPU,
              model,
              Losses.REGISTRY.read("name", "CrossEntropyLoss", "criterion", "").create(manager),
              optimizers,
              input);
      batch = new TensorBatch(input.parser().tensors(), SAMPLES);
      batch.setSize(SAMPLES);
      SplittableRandom random = new SplittableRandom(7);
      long elements = batch.tensor(0).byteSize() / Float.BYTES;
      for (long element = 0; element < elements; element++) {
        batch.tensor(0).setAtIndex(ValueLayout.JAVA_FLOAT, element, random.nextFloat() - 0.5f);
      }
      for (int row = 0; row < SAMPLES; row++) {
        batch.keys()[row] = 100 + row;
        batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, row % CLASSES);
      }
    }

    private Map<String, float[]> state() {
      Map<String, float[]> state = new LinkedHashMap<>();
      for (Map.Entry<String, NDArray> entry : model.state().entrySet()) {
        if (entry.getValue().getDataType().isFloating()) {
          state.put(
              entry.getKey(),
              NativeArrays.memory(entry.getValue()).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
        }
      }
      return state;
    }

    @Override
    public void close() {
      learner.close();
      optimizers.forEach(Optimizer::close);
      model.close();
    }
  }

  private Training train(String modelClass, String configuration, String parser, boolean scored) {
    Training training = new Training(modelClass, configuration, parser);
    try (SampleScorer scorer = training.learner.scorer(SampleFeature.LAST_LAYER_GRADIENT)) {
      for (int step = 0; step < 3; step++) {
        if (scored) {
          scorer.score(training.batch);
        }
        training.learner.step(training.batch);
      }
    }
    return training;
  }

  /** Dropout draws no masks, and batch normalization moves no statistics. */
  @ParameterizedTest
  @CsvSource({"MLP", "ResNet18"})
  void scoringDoesNotChangeTheTraining(String modelClass) {
    boolean isImage = !modelClass.equals("MLP");
    String configuration = isImage ? RESNET : MLP;
    String parser = isImage ? IMAGE : ROW;
    try (Training plain = train(modelClass, configuration, parser, false);
        Training scored = train(modelClass, configuration, parser, true)) {
      assertThat(scored.model.masks().position()).isEqualTo(plain.model.masks().position());
      Map<String, float[]> expected = plain.state();
      assertThat(scored.state().keySet()).isEqualTo(expected.keySet());
      scored
          .state()
          .forEach((name, values) -> assertThat(values).as(name).isEqualTo(expected.get(name)));
    }
  }

  @Test
  void featuresAreThoseOfTheModelInEvaluation() {
    try (Training training = train("MLP", MLP, ROW, false);
        SampleScorer scorer = training.learner.scorer(SampleFeature.LEAST_CONFIDENCE)) {
      Candidates scored = scorer.score(training.batch);
      float[] features = new float[SAMPLES];
      scored.copyFeatures(0, SAMPLES, features, 0);
      assertThat(scored.size()).isEqualTo(SAMPLES);
      assertThat(scored.width()).isEqualTo(1);
      assertThat(scored.key(2)).isEqualTo(102);
      assertThat(scored.label(4)).isEqualTo(1);
      try (Predictor predictor =
          new Predictor(manager, Device.CPU, training.model, training.input)) {
        Predictions predictions = predictor.predict(training.batch);
        for (int row = 0; row < SAMPLES; row++) {
          float largest = Float.NEGATIVE_INFINITY;
          for (int column = 0; column < CLASSES; column++) {
            largest = Math.max(largest, predictions.value(row, column));
          }
          assertThat(features[row]).isEqualTo(largest);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SampleFeature.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "REDUCIBLE_LOSS"})
  void smallerBatchesReuseTheMemory(SampleFeature feature) {
    try (Training training = new Training("MLP", MLP, ROW);
        SampleScorer scorer = training.learner.scorer(feature)) {
      Candidates all = scorer.score(training.batch);
      int width = all.width();
      float[] expected = new float[2 * width];
      all.copyFeatures(0, 2, expected, 0);
      training.batch.setSize(2);
      Candidates two = scorer.score(training.batch);
      float[] actual = new float[2 * width];
      two.copyFeatures(0, 2, actual, 0);
      assertThat(two.size()).isEqualTo(2);
      assertThat(actual).containsExactly(expected, org.assertj.core.data.Offset.offset(1e-6f));
    }
  }

  @Test
  void recordingIsAsBefore() {
    try (Training training = new Training("MLP", MLP, ROW);
        SampleScorer scorer = training.learner.scorer(SampleFeature.GRADIENT_NORM);
        GradientMode off = GradientMode.off()) {
      scorer.score(training.batch);
      assertThat(training.model.parameters().values())
          .allSatisfy(parameter -> assertThat(parameter.hasGradient()).isTrue());
    }
  }

  @Test
  void aLabelThatIsNoClassIsNamed() {
    try (Training training = new Training("MLP", MLP, ROW);
        SampleScorer scorer = training.learner.scorer(SampleFeature.LOSS)) {
      training.batch.labels().setAtIndex(ValueLayout.JAVA_LONG, 3, 9);
      assertThatThrownBy(() -> scorer.score(training.batch))
          .hasMessageContaining("103")
          .hasMessageContaining("has the label 9, but the model has 3 outputs");
    }
  }
}
