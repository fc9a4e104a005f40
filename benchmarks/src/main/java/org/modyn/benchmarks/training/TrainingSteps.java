package org.modyn.benchmarks.training;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.common.trained.TrainedSamplesWriter;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.training.PredictionSession;
import org.modyn.ml.training.TrainingSession;
import org.modyn.ml.training.TrainingSetup;

/**
 * Measures training steps on batches in memory, on one CPU thread, relative to computing only the
 * outputs of the same batches. A training step consists of outputs, gradients and the optimizer's
 * step; gradients cost about twice as much as outputs. {@code mlp_recording} measures steps whose
 * samples are recorded in a file, relative to the same steps without.
 */
final class TrainingSteps {
  private static final String UNIT = "samples/s";
  private static final int BATCHES = 8;
  private static final int DLRM_TABLES = 26;
  private static final int DLRM_ROWS = 100_000;

  /**
   * A model and the batches that it is measured with.
   *
   * @param classes the labels are below it
   * @param largestId integers of the batches are below it
   * @param batches how many make a measurement
   */
  private record Case(
      String name,
      String model,
      String configuration,
      String criterion,
      String parser,
      int batchSize,
      int classes,
      int largestId,
      int batches) {}

  private TrainingSteps() {}

  static void addTo(Rows rows, TensorEngine engine, Path directory, BenchmarkOptions options) {
    List<Case> cases = cases(options.quick());
    for (Case measured : cases) {
      rows.add(measured.name(), name -> measure(engine, directory, measured, options));
    }
    rows.add(
        "mlp_recording",
        name -> measureRecording(engine, directory, name, cases.getFirst(), options));
  }

  private static List<Case> cases(boolean quick) {
    int rows = quick ? 100 : DLRM_ROWS;
    return List.of(
        new Case(
            "mlp_training",
            "MLP",
            "{\"sizes\": [784, 256, 128, 10]}",
            "CrossEntropyLoss",
            "Record(fields=[Field(\"data\", \"float32\", count=784)])",
            1_024,
            10,
            1,
            quick ? 1 : 200),
        new Case(
            "dlrm_training",
            "DLRM",
            """
            {"num_numerical_features": 13, "categorical_features_info": {%s},
             "embedding_dim": 16, "bottom_mlp_sizes": [512, 256, 64, 16],
             "top_mlp_sizes": [512, 256, 1]}\
            """
                .formatted(
                    IntStream.range(0, DLRM_TABLES)
                        .mapToObj(
                            table -> String.format(Locale.ROOT, "\"cat_%d\": %d", table, rows))
                        .collect(Collectors.joining(", "))),
            "BCEWithLogitsLoss",
            String.format(
                Locale.ROOT,
                """
                Record(fields=[
                  Field("numbers", "float32", tensor="numerical_input", count=13),
                  Field("categories", "int64", tensor="categorical_input", count=%d)])\
                """,
                DLRM_TABLES),
            2_048,
            2,
            rows,
            quick ? 1 : 50),
        new Case(
            "resnet18_training",
            "ResNet18",
            "{\"num_classes\": 10}",
            "CrossEntropyLoss",
            "Record(fields=[Field(\"data\", \"float32\", shape=[3, 64, 64])])",
            quick ? 4 : 64,
            10,
            1,
            quick ? 1 : 4));
  }

  private static Measurement measure(
      TensorEngine engine, Path directory, Case measured, BenchmarkOptions options) {
    InputPipeline input = InputPipeline.of(BytesParsers.create(measured.parser()));
    List<TensorBatch> batches = batches(measured, input.tensors());
    Path weights = directory.resolve(measured.name() + ".safetensors");
    try (TrainingSession training =
        TrainingSession.open(engine, Device.CPU, setup(measured, input))) {
      training.write(weights, Map.of());
      try (PredictionSession prediction =
          PredictionSession.open(
              engine,
              Device.CPU,
              Models.read(measured.model(), measured.configuration()),
              weights,
              input)) {
        return Measurement.of(
            measured.name(),
            UNIT,
            options.repetitions(),
            () -> samplesPerSecond(measured, batches, training::step),
            () -> samplesPerSecond(measured, batches, prediction::predict));
      }
    }
  }

  private static Measurement measureRecording(
      TensorEngine engine, Path directory, String name, Case measured, BenchmarkOptions options) {
    InputPipeline input = InputPipeline.of(BytesParsers.create(measured.parser()));
    List<TensorBatch> batches = batches(measured, input.tensors());
    Path file = directory.resolve("trained.samples");
    try (TrainingSession recording =
            TrainingSession.open(engine, Device.CPU, setup(measured, input));
        TrainingSession training =
            TrainingSession.open(engine, Device.CPU, setup(measured, input));
        TrainedSamplesWriter writer = TrainedSamplesWriter.create(file, 1, 0)) {
      MemorySegment weights = MemorySegment.ofArray(new float[measured.batchSize()]);
      recording.setObserver(
          (batch, losses, gradientNorms) ->
              writer.add(0, batch.size(), batch.keys(), weights, losses, gradientNorms));
      return Measurement.of(
          name,
          UNIT,
          options.repetitions(),
          () -> samplesPerSecond(measured, batches, recording::step),
          () -> samplesPerSecond(measured, batches, training::step));
    }
  }

  private static TrainingSetup setup(Case measured, InputPipeline input) {
    return TrainingSetup.of(
        Models.read(measured.model(), measured.configuration()),
        Losses.REGISTRY.read("name", measured.criterion(), "config", ""),
        """
        {"default": {"algorithm": "SGD", "param_groups":
          [{"module": "model", "config": {"lr": 0.01}}]}}\
        """,
        input,
        1);
  }

  private static double samplesPerSecond(
      Case measured, List<TensorBatch> batches, Consumer<TensorBatch> step) {
    return Measurement.perSecond(
        (long) measured.batches() * measured.batchSize(),
        () -> {
          for (int count = 0; count < measured.batches(); count++) {
            step.accept(batches.get(count % batches.size()));
          }
        });
  }

  private static List<TensorBatch> batches(Case measured, List<TensorSpecification> tensors) {
    SplittableRandom random = new SplittableRandom(1);
    return IntStream.range(0, Math.min(BATCHES, measured.batches()))
        .mapToObj(
            index -> {
              TensorBatch batch = new TensorBatch(tensors, measured.batchSize());
              for (int tensor = 0; tensor < tensors.size(); tensor++) {
                fill(tensors.get(tensor), batch, tensor, measured.largestId(), random);
              }
              for (int row = 0; row < measured.batchSize(); row++) {
                batch
                    .labels()
                    .setAtIndex(ValueLayout.JAVA_LONG, row, random.nextInt(measured.classes()));
              }
              batch.setSize(measured.batchSize());
              return batch;
            })
        .toList();
  }

  private static void fill(
      TensorSpecification tensor,
      TensorBatch batch,
      int index,
      int largestId,
      SplittableRandom random) {
    MemorySegment memory = batch.tensor(index);
    long elements = tensor.elementsPerSample() * batch.capacity();
    for (long element = 0; element < elements; element++) {
      if (tensor.dataType() == TensorDataType.FLOAT32) {
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, element, (float) random.nextGaussian());
      } else {
        memory.setAtIndex(ValueLayout.JAVA_LONG, element, random.nextInt(largestId));
      }
    }
  }
}
