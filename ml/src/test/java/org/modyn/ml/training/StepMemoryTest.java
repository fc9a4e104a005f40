package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.Models;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.optimizer.GradScaler;
import org.modyn.ml.optimizer.GradScalerOptions;
import org.modyn.ml.optimizer.LossScaling;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.TestEngine;

/**
 * What a step or a prediction computes goes with it: the arrays of the model, of the loss and of
 * the session stay as many as they were.
 */
final class StepMemoryTest {
  private static final int SAMPLES = 6;

  private static final String MODELS_AND_LOSSES =
      """
      MLP    | {"sizes": [12, 3], "dropout": 0.5} | Field('data', 'float32', count=12)         | CrossEntropyLoss  | {}
      MLP    | {"sizes": [12, 3]}                 | Field('data', 'float32', count=12)         | CrossEntropyLoss  | {"weight": [1, 2, 3], "label_smoothing": 0.1}
      MLP    | {"sizes": [12, 3]}                 | Field('data', 'float32', count=12)         | CrossEntropyLoss  | {"ignore_index": 1}
      MLP    | {"sizes": [12, 3]}                 | Field('data', 'float32', count=12)         | NLLLoss           | {"weight": [1, 2, 3], "ignore_index": 1}
      MLP    | {"sizes": [12, 1]}                 | Field('data', 'float32', count=12)         | BCEWithLogitsLoss | {"pos_weight": 2, "weight": 3}
      MLP    | {"sizes": [12, 1]}                 | Field('data', 'float32', count=12)         | MSELoss           | {}
      MLP    | {"sizes": [12, 1]}                 | Field('data', 'float32', count=12)         | L1Loss            | {}
      MLP    | {"sizes": [12, 1]}                 | Field('data', 'float32', count=12)         | SmoothL1Loss      | {}
      MLP    | {"sizes": [12, 1]}                 | Field('data', 'float32', count=12)         | HuberLoss         | {}
      MLP    | {"sizes": [12, 1]}                 | Field('data', 'float32', count=12)         | PoissonNLLLoss    | {"full": true}
      MLP    | {"sizes": [12, 1]}                 | Field('data', 'float32', count=12)         | KLDivLoss         | {}
      DLRM   | {"num_numerical_features": 2, "categorical_features_info": {"a": 4, "b": 4}, "embedding_dim": 4, "bottom_mlp_sizes": [4], "top_mlp_sizes": [8, 3], "hash_indices": true} | Field('numerical_input', 'float32', count=2), Field('categorical_input', 'int64', count=2) | CrossEntropyLoss | {}
      DLRM   | {"num_numerical_features": 2, "categorical_features_info": {"a": 4, "b": 4}, "embedding_dim": 4, "bottom_mlp_sizes": [4], "top_mlp_sizes": [8, 1], "interaction_op": "cat"} | Field('numerical_input', 'float32', count=2), Field('categorical_input', 'int64', count=2) | BCEWithLogitsLoss | {}
      ArticleNet | {"num_classes": 3, "vocab_size": 20, "dim": 16, "heads": 2, "hidden_dim": 16, "layers": 2} | Field('data', 'int64', shape=[7, 2]) | CrossEntropyLoss | {}
      ResNet50   | {"num_classes": 3}             | Field('data', 'float32', shape=[3, 32, 32]) | CrossEntropyLoss | {}
      FmowNet    | {"num_classes": 3}             | Field('data', 'float32', shape=[3, 32, 32]) | CrossEntropyLoss | {}
      SmallYearbookNet | {"num_input_channels": 1, "num_classes": 3} | Field('data', 'float32', shape=[1, 16, 16]) | CrossEntropyLoss | {}
      RHOLOSSTwinModel | {"rho_real_model_class": "Dummy"} | Field('data', 'float32', count=2) | CrossEntropyLoss | {}
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = MODELS_AND_LOSSES)
  void leavesNothingBehind(
      String model, String configuration, String fields, String criterion, String options) {
    InputPipeline input = InputPipeline.of(BytesParsers.create("Record([%s])".formatted(fields)));
    TensorBatch batch = batch(input);
    try (NDManager manager = TestEngine.load().newManager(Device.CPU);
        Model made =
            Models.read(model, configuration).create(new ModelContext(manager, Device.CPU, 1));
        Optimizer optimizer = optimizer(manager, made);
        Learner learner =
            new Learner(
                manager,
                Device.CPU,
                made,
                Losses.REGISTRY.read("name", criterion, "config", options).create(manager),
                List.of(optimizer),
                input)) {
      learner.step(batch);
      int arrays = arrays(manager, made);
      learner.step(batch);
      batch.setWeighted(true);
      learner.step(batch);
      learner.setObserver((observed, losses, gradientNorms) -> {});
      learner.step(batch);
      assertThat(arrays(manager, made)).isEqualTo(arrays);
      try (Predictor predictor = new Predictor(manager, Device.CPU, made, input)) {
        predictor.predict(batch);
      }
      assertThat(arrays(manager, made)).isEqualTo(arrays);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          MLP              | {"sizes": [12, 3]}                         | Field('data', 'float32', count=12)
          SmallYearbookNet | {"num_input_channels": 1, "num_classes": 3} | Field('data', 'float32', shape=[1, 16, 16])
          ArticleNet       | {"num_classes": 3, "vocab_size": 20, "dim": 16, "heads": 2, "hidden_dim": 16, "layers": 2} | Field('data', 'int64', shape=[7, 2])
          """)
  void leavesNothingBehindInMixedPrecision(String model, String configuration, String fields) {
    InputPipeline input = InputPipeline.of(BytesParsers.create("Record([%s])".formatted(fields)));
    TensorBatch batch = batch(input);
    try (NDManager manager = TestEngine.load().newManager(Device.CPU);
        Model made =
            Models.read(model, configuration).create(new ModelContext(manager, Device.CPU, 1));
        Optimizer optimizer = optimizer(manager, made);
        Learner learner =
            new Learner(
                manager,
                Device.CPU,
                made,
                Losses.REGISTRY.read("name", "CrossEntropyLoss", "config", "").create(manager),
                List.of(optimizer),
                input)) {
      learner.setMixedPrecision(
          new LossScaling(
              new GradScaler(ConfigLoader.parseSection("scaler", "{}", GradScalerOptions.class)),
              manager));
      learner.step(batch);
      int arrays = arrays(manager, made);
      learner.step(batch);
      assertThat(arrays(manager, made)).isEqualTo(arrays);
    }
  }

  private static Optimizer optimizer(NDManager manager, Model model) {
    return Optimizers.create(
            manager,
            "{\"default\": {\"algorithm\": \"SGD\", \"param_groups\": [{\"module\": \"model\"}]}}",
            model)
        .getFirst();
  }

  /** How many arrays the session and the model have. */
  private static int arrays(NDManager manager, Model model) {
    NDManager ofModel = model.parameters().firstEntry().getValue().getManager();
    return manager.getManagedArrays().size() + ofModel.getManagedArrays().size();
  }

  /** Zeros, with the labels 0 and 1. */
  private static TensorBatch batch(InputPipeline input) {
    TensorBatch batch = new TensorBatch(input.tensors(), SAMPLES);
    for (int row = 0; row < SAMPLES; row++) {
      batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, row % 2);
      batch.weights().setAtIndex(ValueLayout.JAVA_FLOAT, row, 1);
    }
    batch.setSize(SAMPLES);
    return batch;
  }
}
