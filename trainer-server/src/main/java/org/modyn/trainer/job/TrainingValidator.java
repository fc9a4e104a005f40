package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.ModynException;
import org.modyn.common.job.JobMemory;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loader.LoaderMemory;
import org.modyn.ml.loss.LossOptions;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.Models;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.parser.LabelTransformer;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.training.ActivationMemory;
import org.modyn.ml.training.ModelCheck;
import org.modyn.proto.modelstorage.ModelHeader;
import org.modyn.proto.trainer.StartTrainingRequest;

/**
 * Finds all problems of a training that can be found without data, by field of a pipeline file.
 * Thread safe.
 */
final class TrainingValidator {
  /** Weights and gradients. */
  private static final long COPIES_OF_REPLICAS = 2;

  /** Weights, gradients, and two numbers that an optimizer remembers of each. */
  private static final long COPIES_OF_PARAMETERS = 4;

  private final TrainingEnvironment environment;
  private final CheckedTrainings checkedTrainings = new CheckedTrainings();

  TrainingValidator(TrainingEnvironment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  /**
   * Validates a request.
   *
   * @param problems receives all problems
   * @return empty if there are problems
   * @throws ModynException UNAVAILABLE when the model storage, which has the pretrained model, is
   *     unreachable
   */
  Optional<TrainingPlan> check(StartTrainingRequest request, FieldProblems problems) {
    FieldProblems own = new FieldProblems();
    Optional<TrainingPlan> plan = checkModel(request, own);
    problems.addAll(own.problems());
    FieldProblems ofIrreducibleLosses = new FieldProblems();
    Optional<JobMemory> memory =
        new IrreducibleLossValidator(this::checkModel).check(request, ofIrreducibleLosses);
    // both trainings have the same data
    ofIrreducibleLosses.problems().stream()
        .filter(problem -> !own.problems().contains(problem))
        .forEach(problem -> problems.add(problem.field(), problem.message()));
    return plan.flatMap(made -> memory.map(made::withAtLeast));
  }

  /** Validates the training of one model. */
  private Optional<TrainingPlan> checkModel(StartTrainingRequest request, FieldProblems problems) {
    FieldProblems found = new FieldProblems();
    Optional<TrainingPlan> known = checkedTrainings.find(request);
    TrainingSpecification specification =
        TrainingRequests.read(
            request, known.map(TrainingPlan::specification), environment.checkpoints(), found);
    Optional<TrainingPlan> plan =
        known.isPresent()
            ? checkRepeated(specification, known.get().parts(), found)
            : checkNew(request, specification, found);
    problems.addAll(OptimizerFields.byPosition(specification.optimizers(), found.problems()));
    return plan.filter(made -> found.isEmpty());
  }

  /** Checks what differs from the checked training. */
  private Optional<TrainingPlan> checkRepeated(
      TrainingSpecification specification, TrainingParts parts, FieldProblems found) {
    ModelCheck check = new ModelCheck(environment.engine());
    checkWeights(specification, Optional.of(parts.model()), check, found);
    Optional<InputPipeline> input =
        specification.tokenizer().isPresent()
            // its file may have been replaced
            ? readInput(specification, found)
            : Optional.of(parts.input());
    return input.map(made -> new TrainingPlan(specification, parts.with(made)));
  }

  private Optional<InputPipeline> readInput(
      TrainingSpecification specification, FieldProblems problems) {
    return problems.checkBelow(
        "data",
        () ->
            InputPipeline.create(
                specification.bytesParser(),
                specification.transformations(),
                specification.tokenizer(),
                environment.userCode(),
                environment.tokenizers()));
  }

  private Optional<TrainingPlan> checkNew(
      StartTrainingRequest request, TrainingSpecification specification, FieldProblems found) {
    Optional<LossOptions> criterion =
        Losses.REGISTRY.read(
            "training.optimization_criterion.name",
            specification.criterion(),
            "training.optimization_criterion.config",
            specification.criterionParameters(),
            found);
    Optional<ModelOptions> model = readModel(specification, found);
    ModelCheck check = new ModelCheck(environment.engine());
    if (specification.hasUserCode()) {
      checkAllButInput(specification, model, check, found);
      if (!found.isEmpty()) {
        return Optional.empty();
      }
    }
    Optional<InputPipeline> input = readInput(specification, found);
    Optional<LabelTransformer> labels =
        found.check(
            "data.label_transformer_function",
            () ->
                LabelTransformers.create(specification.labelTransformer(), environment.userCode()));
    long parameterBytes =
        check.checkTraining(
            model, specification.optimizers(), specification.schedule(), input, found);
    Optional<LoaderMemory> loader =
        input.map(
            pipeline ->
                LoaderMemory.of(
                    pipeline.parser().tensors(), TrainingPlan.loaderOptions(specification)));
    loader
        .flatMap(LoaderMemory::shortage)
        .ifPresent(shortage -> found.add("training.batch_size", shortage));
    checkWeights(specification, model, check, found);
    if (!found.isEmpty()) {
      return Optional.empty();
    }
    long activationBytes = activationBytes(specification, model.orElseThrow(), input.orElseThrow());
    TrainingParts parts =
        new TrainingParts(
            model.orElseThrow(),
            input.orElseThrow(),
            labels.orElseThrow(),
            criterion.orElseThrow(),
            Optimizers.read(specification.optimizers()),
            loader
                .orElseThrow()
                .most()
                .plus(new JobMemory(0, COPIES_OF_PARAMETERS * parameterBytes))
                .plus(new JobMemory(0, replicaBytes(specification, parameterBytes)))
                .plus(new JobMemory(0, activationBytes)));
    TrainingPlan plan = new TrainingPlan(specification, parts);
    if (isRepeatable(specification, parts.model())) {
      checkedTrainings.add(request, plan);
    }
    return Optional.of(plan);
  }

  /** The memory of the model on all devices but the first. */
  private static long replicaBytes(TrainingSpecification specification, long parameterBytes) {
    return specification.devices().stream().skip(1).filter(Device::usesHostMemory).count()
        * COPIES_OF_REPLICAS
        * parameterBytes;
  }

  /** Returns whether the code of the model and its input stays the same while the server runs. */
  private static boolean isRepeatable(TrainingSpecification specification, ModelOptions model) {
    return !specification.hasUserCode() && !model.isUserProgram();
  }

  /**
   * The memory of a GPU is not that of this process, and programs may refuse the outline's zeros.
   */
  private long activationBytes(
      TrainingSpecification specification, ModelOptions model, InputPipeline input) {
    if (model.isUserProgram() || !specification.devices().getFirst().usesHostMemory()) {
      return 0;
    }
    return ActivationMemory.of(environment.engine(), model, input).bytes(specification.batchSize());
  }

  /** Empty if the options are invalid, or if this server does not run such models. */
  private Optional<ModelOptions> readModel(
      TrainingSpecification specification, FieldProblems problems) {
    return Models.REGISTRY
        .read(
            "model.id",
            specification.modelClass(),
            "model.config",
            specification.modelConfiguration(),
            problems)
        .flatMap(
            options ->
                problems.check(
                    "model.id",
                    () -> {
                      environment.userCode().check(options);
                      return options;
                    }))
        .filter(options -> fitsDevices(options, specification, problems));
  }

  private static boolean fitsDevices(
      ModelOptions options, TrainingSpecification specification, FieldProblems problems) {
    int devices = specification.devices().size();
    if (devices > 1 && !options.trainsOnSeveralDevices()) {
      problems.add(
          "training.gpus",
          String.format(
              Locale.ROOT,
              "must be 1, because a %s cannot be trained on several devices, but is %d",
              specification.modelClass(),
              devices));
      return false;
    }
    return true;
  }

  /** User code runs only for a request that is right otherwise. */
  private void checkAllButInput(
      TrainingSpecification specification,
      Optional<ModelOptions> model,
      ModelCheck check,
      FieldProblems problems) {
    check.checkTraining(
        model, specification.optimizers(), specification.schedule(), Optional.empty(), problems);
    checkWeights(specification, model, check, problems);
  }

  private void checkWeights(
      TrainingSpecification specification,
      Optional<ModelOptions> model,
      ModelCheck check,
      FieldProblems problems) {
    if (specification.pretrainedModel().isPresent()) {
      checkStoredModel(specification, specification.pretrainedModel().getAsInt(), problems);
    } else {
      model.ifPresent(
          options -> check.checkPretrainedWeights(options, environment.files(), problems));
    }
  }

  /** A model that is kept is compared with the model storage's when its weights are loaded. */
  private void checkStoredModel(
      TrainingSpecification specification, int modelId, FieldProblems problems) {
    environment
        .models()
        .findHeader(modelId)
        .or(
            () ->
                problems.check(
                    "training.initial_model_id",
                    () -> environment.modelStorage().describe(modelId).getHeader()))
        .map(ModelHeader::getModelClass)
        .filter(modelClass -> !modelClass.equals(specification.modelClass()))
        .ifPresent(
            modelClass ->
                problems.add(
                    "training.initial_model_id",
                    String.format(
                        Locale.ROOT,
                        "model %d is a %s, but model.id is %s",
                        modelId,
                        modelClass,
                        specification.modelClass())));
  }
}
