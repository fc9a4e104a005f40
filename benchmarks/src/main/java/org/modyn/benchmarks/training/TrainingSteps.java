package org.modyn.benchmarks.training;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.common.trained.TrainedSamplesWriter;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.model.Models;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.training.PredictionSession;
import org.modyn.ml.training.TrainingSession;

/**
 * Measures training steps on batches in memory, on one CPU thread, relative to computing only the
 * outputs of the same batches. A training step consists of outputs, gradients and the optimizer's
 * step; gradients cost about twice as much as outputs. {@code mlp_recording} measures steps whose
 * samples are recorded in a file, relative to the same steps without.
 */
final class TrainingSteps {
  private static final String UNIT = "samples/s";
  private static final int BATCHES = 8;
  private static final int DLRM_ROWS = 100_000;

  /**
   * A model and the batches that it is measured with.
   *
   * @param classes the labels are below it
   * @param largestId integers of the batches are below it
   * @param batches how many make a measurement
   */
  private record Case(
      String name, TrainedModel model, int batchSize, int classes, int largestId, int batches) {}

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
            new TrainedModel(
                "MLP",
                "{\"sizes\": [784, 256, 128, 10]}",
                "CrossEntropyLoss",
                "Record(fields=[Field(\"data\", \"float32\", count=784)])"),
            1_024,
            10,
            1,
            quick ? 1 : 200),
        new Case("dlrm_training", TrainedModel.dlrm(rows), 2_048, 2, rows, quick ? 1 : 50),
        new Case(
            "resnet18_training", TrainedModel.resNet18(64), quick ? 4 : 64, 10, 1, quick ? 1 : 4));
  }

  private static Measurement measure(
      TensorEngine engine, Path directory, Case measured, BenchmarkOptions options) {
    InputPipeline input = measured.model().input();
    List<TensorBatch> batches = batches(measured);
    Path weights = directory.resolve(measured.name() + ".safetensors");
    try (TrainingSession training =
        TrainingSession.open(engine, Device.CPU, measured.model().setup())) {
      training.write(weights, Map.of());
      try (PredictionSession prediction =
          PredictionSession.open(
              engine,
              Device.CPU,
              Models.read(measured.model().model(), measured.model().configuration()),
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
    List<TensorBatch> batches = batches(measured);
    Path file = directory.resolve("trained.samples");
    try (TrainingSession recording =
            TrainingSession.open(engine, Device.CPU, measured.model().setup());
        TrainingSession training =
            TrainingSession.open(engine, Device.CPU, measured.model().setup());
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

  private static List<TensorBatch> batches(Case measured) {
    return RandomBatches.create(
        measured.model().input().tensors(),
        Math.min(BATCHES, measured.batches()),
        measured.batchSize(),
        measured.classes(),
        measured.largestId());
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
}
