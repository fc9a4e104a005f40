package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDManager;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.OutOfMemory;
import org.modyn.common.file.PathRoots;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.PretrainedWeights;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.schedule.Schedules;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorEngine;

/**
 * Checks whether the parts of a training or a prediction are compatible, using an outline of the
 * model, which takes no memory. Safe for concurrent use.
 */
public final class ModelCheck {
  private final TensorEngine engine;

  public ModelCheck(TensorEngine engine) {
    this.engine = requireNonNull(engine, "engine is null");
  }

  /**
   * Checks the configuration of a training: the optimizers, whether they name modules of the model,
   * the schedule, whether it fits the optimizers, and whether the model accepts the tensors of the
   * batches.
   *
   * @param options of the model; empty if they are invalid
   * @param optimizers JSON, see {@link Optimizers#read(String, FieldProblems)}
   * @param schedule JSON, see {@link Schedules#read}; empty: none
   * @param input the pipeline that creates the model's inputs; empty if it is invalid
   * @param problems receives the problems, by field of the pipeline file; optimizers by name
   * @return the size of the model's parameters in bytes; 0 if there is no model
   */
  public long checkTraining(
      Optional<ModelOptions> options,
      String optimizers,
      String schedule,
      Optional<InputPipeline> input,
      FieldProblems problems) {
    boolean readable = Optimizers.read(optimizers, problems).isPresent();
    if (Schedules.isGiven(schedule)) {
      Schedules.check(schedule, Optimizers.names(optimizers), problems);
    }
    if (options.isEmpty()) {
      return 0;
    }
    try (NDManager manager = engine.newManager(Device.CPU)) {
      Optional<Model> model = outline(options.get(), manager, problems);
      if (model.isEmpty()) {
        return 0;
      }
      long bytes = checkSize(model.get(), problems);
      input.ifPresent(pipeline -> checkInput(model.get(), pipeline, "data", problems));
      if (readable) {
        checkOptimizers(model.get(), optimizers, schedule, manager, problems);
      }
      return bytes;
    }
  }

  /** First weights are drawn in memory outside the heap. */
  private static long checkSize(Model model, FieldProblems problems) {
    problems.check(
        "model.config",
        () -> {
          model
              .parameters()
              .values()
              .forEach(parameter -> ModelContext.checkSize(parameter.getShape()));
          return model;
        });
    long bytes =
        model.parameters().values().stream()
            .mapToLong(parameter -> parameter.getShape().size() * Float.BYTES)
            .sum();
    if (bytes > OutOfMemory.directLimit()) {
      problems.add(
          "model.config",
          String.format(
              Locale.ROOT,
              "the model's parameters take %,d MB, but the server may use %,d MB outside its heap;"
                  + " make the model smaller, or %s",
              OutOfMemory.megabytes(bytes),
              OutOfMemory.megabytes(OutOfMemory.directLimit()),
              OutOfMemory.MORE_MEMORY));
    }
    return bytes;
  }

  private static void checkOptimizers(
      Model model, String optimizers, String schedule, NDManager manager, FieldProblems problems) {
    problems
        .check("training.optimizers", () -> Optimizers.create(manager, optimizers, model))
        .ifPresent(
            made -> {
              if (Schedules.isGiven(schedule)) {
                Schedules.checkFit(schedule, made, problems);
              }
              made.forEach(Optimizer::close);
            });
  }

  /**
   * Checks whether the initial weights of a model can be loaded.
   *
   * @param files the directories in which they may be
   * @param problems receives the problems
   */
  public void checkPretrainedWeights(
      ModelOptions options, PathRoots files, FieldProblems problems) {
    Optional<PretrainedWeights> weights = options.pretrainedWeights();
    if (weights.isEmpty()) {
      return;
    }
    try (NDManager manager = engine.newManager(Device.CPU);
        Model model = options.create(ModelContext.ofOutline(manager))) {
      problems.check(
          "model.config.pretrained_path",
          () -> {
            files.resolve(weights.get().file());
            PretrainedWeightsLoader.check(weights.get(), model);
            return weights;
          });
    }
  }

  /**
   * Checks whether a model accepts the tensors of the batches.
   *
   * @param section of the pipeline file that defines the tensors of the batches, for example {@code
   *     data}
   * @param problems receives the problems
   */
  public void checkInput(
      ModelOptions options, InputPipeline input, String section, FieldProblems problems) {
    try (NDManager manager = engine.newManager(Device.CPU)) {
      // the check of the training reports problems of the model itself
      outline(options, manager, new FieldProblems())
          .ifPresent(model -> checkInput(model, input, section, problems));
    }
  }

  /** Empty when the model cannot be made, of files that its options name. */
  private static Optional<Model> outline(
      ModelOptions options, NDManager manager, FieldProblems problems) {
    return problems.check("model.config", () -> options.create(ModelContext.ofOutline(manager)));
  }

  private static void checkInput(
      Model model, InputPipeline input, String section, FieldProblems problems) {
    problems.checkBelow(
        section,
        () -> {
          BatchArrays.checkFit(model, input.tensors());
          return input;
        });
  }
}
