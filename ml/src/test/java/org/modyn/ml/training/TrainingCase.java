package org.modyn.ml.training;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.training.GradientClippingConfig;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.Models;
import org.modyn.ml.optimizer.GradScalerOptions;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;

/** A training of a small model, and batches for it. */
record TrainingCase(
    ModelOptions model,
    String fields,
    String optimizers,
    String criterion,
    String criterionOptions,
    Optional<GradScalerOptions> mixedPrecision) {
  /** The number of {@link #batches}. */
  static final int BATCHES = 4;

  /** The rows of each table of {@link #dlrm}, so that most batches ask for different ones. */
  static final int TABLE_ROWS = 40;

  /** A perceptron of three classes with dropout, and SGD. */
  static TrainingCase mlp() {
    return new TrainingCase(
            Models.read("MLP", "{\"sizes\": [12, 16, 3], \"dropout\": 0.4}"),
            "Field('data', 'float32', count=12)",
            "",
            "",
            "",
            Optional.empty())
        .withOptimizer("SGD", "\"lr\": 0.1")
        .withCriterion("CrossEntropyLoss", "");
  }

  /** A model with two tables that have sparse gradients. */
  static TrainingCase dlrm() {
    String model =
        """
        {"num_numerical_features": 2, "categorical_features_info": {"a": %1$s, "b": %1$s},
         "embedding_dim": 4, "bottom_mlp_sizes": [4], "top_mlp_sizes": [8, 1]}\
        """
            .formatted(Integer.toString(TABLE_ROWS));
    return mlp()
        .withModel(
            Models.read("DLRM", model),
            "Field('categorical_input', 'int64', count=2),"
                + " Field('numerical_input', 'float32', count=2)")
        .withCriterion("BCEWithLogitsLoss", "");
  }

  TrainingCase withModel(ModelOptions model, String fields) {
    return new TrainingCase(model, fields, optimizers, criterion, criterionOptions, mixedPrecision);
  }

  TrainingCase withOptimizers(String optimizers) {
    return new TrainingCase(model, fields, optimizers, criterion, criterionOptions, mixedPrecision);
  }

  TrainingCase withOptimizer(String algorithm, String options) {
    return withOptimizers(
        """
        {"default": {"algorithm": "%s", "param_groups": [{"module": "model", "config": {%s}}]}}\
        """
            .formatted(algorithm, options));
  }

  TrainingCase withCriterion(String criterion, String options) {
    return new TrainingCase(model, fields, optimizers, criterion, options, mixedPrecision);
  }

  TrainingCase withMixedPrecision(String scaler) {
    return new TrainingCase(
        model,
        fields,
        optimizers,
        criterion,
        criterionOptions,
        Optional.of(ConfigLoader.parseSection("scaler", scaler, GradScalerOptions.class)));
  }

  TrainingSetup setup() {
    return new TrainingSetup(
        model,
        Losses.REGISTRY.read("name", criterion, "config", criterionOptions),
        Optimizers.read(optimizers),
        InputPipeline.of(BytesParsers.create("Record([" + fields + "])")),
        Optional.empty(),
        Optional.of(new GradientClippingConfig(Optional.of(0.5), Optional.empty())),
        mixedPrecision,
        7,
        true,
        false);
  }

  /**
   * Batches of random rows.
   *
   * @param rows of each batch; seeds the generator, too
   */
  static List<TensorBatch> batches(TrainingSetup setup, int rows, boolean weighted) {
    InputPipeline input = setup.input();
    SplittableRandom random = new SplittableRandom(rows);
    boolean isBinary = input.tensors().size() > 1;
    List<TensorBatch> batches = new ArrayList<>();
    for (int index = 0; index < BATCHES; index++) {
      TensorBatch batch = new TensorBatch(input.tensors(), rows);
      for (int tensor = 0; tensor < input.tensors().size(); tensor++) {
        fill(batch, tensor, random);
      }
      for (int row = 0; row < rows; row++) {
        batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, random.nextInt(isBinary ? 2 : 3));
        batch.weights().setAtIndex(ValueLayout.JAVA_FLOAT, row, random.nextInt(1, 5) / 2f);
      }
      batch.setSize(rows);
      batch.setWeighted(weighted);
      batches.add(batch);
    }
    return batches;
  }

  private static void fill(TensorBatch batch, int tensor, SplittableRandom random) {
    TensorDataType type = batch.specifications().get(tensor).dataType();
    long elements = batch.tensor(tensor).byteSize() / type.bytes();
    for (long element = 0; element < elements; element++) {
      if (type == TensorDataType.INT64) {
        batch.tensor(tensor).setAtIndex(ValueLayout.JAVA_LONG, element, random.nextInt(TABLE_ROWS));
      } else {
        float number = (float) random.nextGaussian();
        batch.tensor(tensor).setAtIndex(ValueLayout.JAVA_FLOAT, element, number);
      }
    }
  }
}
