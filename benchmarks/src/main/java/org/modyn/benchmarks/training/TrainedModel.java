package org.modyn.benchmarks.training;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.training.TrainingSetup;

/**
 * A model that a benchmark trains with SGD.
 *
 * @param model the name of the model
 * @param configuration of the model, as JSON
 * @param criterion the name of the loss
 * @param parser the bytes parser whose tensors are the model's inputs
 */
public record TrainedModel(String model, String configuration, String criterion, String parser) {
  private static final int CRITEO_TABLES = 26;
  private static final double LEARNING_RATE = 0.01;

  public TrainedModel {
    requireNonNull(model, "model is null");
    requireNonNull(configuration, "configuration is null");
    requireNonNull(criterion, "criterion is null");
    requireNonNull(parser, "parser is null");
  }

  /** Returns ResNet18 for 10 classes of square images of {@code size} pixels. */
  public static TrainedModel resNet18(int size) {
    return new TrainedModel(
        "ResNet18",
        "{\"num_classes\": 10}",
        "CrossEntropyLoss",
        "Record(fields=[Field(\"data\", \"float32\", shape=[3, %s, %s])])".formatted(size, size));
  }

  /**
   * Returns DLRM for Criteo's click logs, with embeddings of 16 numbers.
   *
   * @param rows the number of rows in each of its 26 tables
   */
  public static TrainedModel dlrm(int rows) {
    return new TrainedModel(
        "DLRM",
        """
        {"num_numerical_features": 13, "categorical_features_info": {%s},
         "embedding_dim": 16, "bottom_mlp_sizes": [512, 256, 64, 16],
         "top_mlp_sizes": [512, 256, 1]}\
        """
            .formatted(
                IntStream.range(0, CRITEO_TABLES)
                    .mapToObj(table -> String.format(Locale.ROOT, "\"cat_%d\": %d", table, rows))
                    .collect(Collectors.joining(", "))),
        "BCEWithLogitsLoss",
        "Criteo()");
  }

  /** The inputs of the model. */
  public InputPipeline input() {
    return InputPipeline.of(BytesParsers.create(parser));
  }

  TrainingSetup setup() {
    return setup(LEARNING_RATE);
  }

  /** Returns how the model is trained. */
  public TrainingSetup setup(double learningRate) {
    return TrainingSetup.of(
        Models.read(model, configuration),
        Losses.REGISTRY.read("name", criterion, "config", ""),
        """
        {"default": {"algorithm": "SGD", "param_groups":
          [{"module": "model", "config": {"lr": %s}}]}}\
        """
            .formatted(learningRate),
        input(),
        1);
  }
}
