package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.training.GradientClippingConfig;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.Models;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.schedule.ScheduleSpecification;
import org.modyn.ml.schedule.Schedules;
import org.modyn.ml.schedule.TrainingLength;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.TestEngine;

final class TrainingSessionTest {
  private static final int BATCHES = 4;
  private static final int EPOCHS = 2;

  @TempDir private Path directory;

  /** Dropout, running statistics, momentum, moments and schedules of both kinds. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          MLP | {"sizes": [12, 8, 3], "dropout": 0.3} | count=12 | SGD | "momentum": 0.9 | OneCycleLR | batch | "max_lr": 0.1, "total_steps": "MODYN_NUM_BATCHES"
          MLP | {"sizes": [12, 8, 3], "dropout": 0.3} | count=12 | Adam | "amsgrad": true | ReduceLROnPlateau | epoch | "patience": 0, "factor": 0.5
          SmallYearbookNet | {"num_input_channels": 1, "num_classes": 3} | shape=[1, 16, 16] | AdamW | "weight_decay": 0.1 | StepLR | epoch | "step_size": 1
          SmallYearbookNet | {"num_input_channels": 1, "num_classes": 3} | shape=[1, 16, 16] | NAdam | "lr": 0.01 | CosineAnnealingWarmRestarts | batch | "T_0": 3
          """)
  void aSessionGoesOnWhereAnotherWas(
      String model,
      String configuration,
      String field,
      String algorithm,
      String options,
      String schedule,
      String every,
      String scheduleOptions) {
    InputPipeline input =
        InputPipeline.of(
            BytesParsers.create("Record([Field('data', 'float32', %s)])".formatted(field)));
    TrainingSetup setup =
        setup(
            model,
            configuration,
            input,
            """
            {"default": {"algorithm": "%s", "param_groups": [{"module": "model", "config": {%s}}]}}\
            """
                .formatted(algorithm, options),
            """
            {"name": "%s", "source": "PyTorch", "step_every": "%s", "optimizers": ["default"],
             "config": {%s}}\
            """
                .formatted(schedule, every, scheduleOptions));
    List<TensorBatch> batches = batches(input);
    for (int killed = 1; killed < EPOCHS * BATCHES; killed++) {
      Path first = directory.resolve("first-" + killed);
      Path second = directory.resolve("second-" + killed);
      Path resumed = directory.resolve("resumed-" + killed);
      List<Float> losses = new ArrayList<>();
      try (TrainingSession session = open(setup)) {
        train(session, batches, 0, killed, losses);
        session.write(first, Map.of("note", "before"));
        train(session, batches, killed, EPOCHS * BATCHES, losses);
        session.write(second, Map.of());
      }
      List<Float> again = new ArrayList<>(losses.subList(0, killed));
      try (TrainingSession session = open(withoutDrawnWeights(setup))) {
        assertThat(session.resume(first)).containsEntry("note", "before");
        train(session, batches, killed, EPOCHS * BATCHES, again);
        session.write(resumed, Map.of());
      }
      assertThat(again).isEqualTo(losses);
      assertThat(resumed).hasSameBinaryContentAs(second);
    }
  }

  @Test
  void weightsAloneAreNoCheckpoint() {
    InputPipeline input =
        InputPipeline.of(BytesParsers.create("Record([Field('data', 'float32', count=12)])"));
    TrainingSetup setup =
        setup(
            "MLP",
            "{\"sizes\": [12, 3]}",
            input,
            "{\"default\": {\"algorithm\": \"SGD\", \"param_groups\": [{\"module\": \"model\"}]}}",
            "");
    Path file = directory.resolve("weights");
    try (NDManager manager = TestEngine.load().newManager(Device.CPU);
        Model model = setup.model().create(new ModelContext(manager, Device.CPU, 1));
        TrainingSession session = open(setup)) {
      Checkpoint.write(file, model, List.of(), Map.of());
      assertThatThrownBy(() -> session.resume(file))
          .hasMessageContaining("has weights, but no state of a training");
    }
  }

  @Test
  void aSessionThatCannotOpenFreesItsMemory() {
    InputPipeline input =
        InputPipeline.of(BytesParsers.create("Record([Field('data', 'float32', count=12)])"));
    List<NDManager> managers = new ArrayList<>();
    TrainingSetup setup =
        TrainingSetup.of(
            context -> {
              managers.add(context.manager());
              throw new OutOfMemoryError("Cannot reserve 1 bytes of direct buffer memory");
            },
            Losses.REGISTRY.read("name", "CrossEntropyLoss", "config", ""),
            "{\"default\": {\"algorithm\": \"SGD\", \"param_groups\": [{\"module\": \"model\"}]}}",
            input,
            7);
    assertThatThrownBy(() -> open(setup)).isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(
            () ->
                PredictionSession.open(
                    TestEngine.load(), Device.CPU, setup.model(), directory.resolve("none"), input))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(managers).hasSize(2).noneMatch(NDManager::isOpen);
  }

  private static TrainingSetup withoutDrawnWeights(TrainingSetup setup) {
    return new TrainingSetup(
        setup.model(),
        setup.criterion(),
        setup.optimizers(),
        setup.input(),
        setup.schedule(),
        setup.clipping(),
        setup.mixedPrecision(),
        setup.seed(),
        false,
        setup.waitsForDevice());
  }

  private static TrainingSession open(TrainingSetup setup) {
    return TrainingSession.open(TestEngine.load(), Device.CPU, setup);
  }

  private static void train(
      TrainingSession session, List<TensorBatch> batches, int from, int to, List<Float> losses) {
    for (int step = from; step < to; step++) {
      losses.add(session.step(batches.get(step % BATCHES)));
      if ((step + 1) % BATCHES == 0) {
        session.endEpoch();
      }
    }
  }

  private static TrainingSetup setup(
      String model, String configuration, InputPipeline input, String optimizers, String schedule) {
    FieldProblems problems = new FieldProblems();
    Optional<ScheduleSpecification> specification =
        schedule.isEmpty()
            ? Optional.empty()
            : Schedules.read(
                schedule,
                new TrainingLength(EPOCHS * BATCHES, EPOCHS),
                List.of("default"),
                problems);
    problems.throwIfAny();
    return new TrainingSetup(
        Models.read(model, configuration),
        Losses.REGISTRY.read("name", "CrossEntropyLoss", "config", ""),
        Optimizers.read(optimizers),
        input,
        specification,
        Optional.of(new GradientClippingConfig(Optional.of(0.5), Optional.empty())),
        Optional.empty(),
        7,
        true,
        false);
  }

  private static List<TensorBatch> batches(InputPipeline input) {
    SplittableRandom random = new SplittableRandom(1);
    List<TensorBatch> batches = new ArrayList<>();
    for (int index = 0; index < BATCHES; index++) {
      TensorBatch batch = new TensorBatch(input.tensors(), 6);
      for (long element = 0; element < batch.tensor(0).byteSize() / Float.BYTES; element++) {
        batch.tensor(0).setAtIndex(ValueLayout.JAVA_FLOAT, element, (float) random.nextGaussian());
      }
      for (int row = 0; row < 6; row++) {
        batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, random.nextInt(3));
      }
      batch.setSize(6);
      batches.add(batch);
    }
    return batches;
  }
}
