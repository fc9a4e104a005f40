package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig.HoldoutStrategy;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.sample.SampleException;
import org.modyn.ml.downsampling.IrreducibleLosses;
import org.modyn.proto.modelstorage.ModelRole;
import org.modyn.proto.modelstorage.ModelSummary;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the model of irreducible losses on the holdout sets of a trigger, stores it, and computes
 * the losses of the training set with it. A part of the training that needs the losses: it runs on
 * the same thread, before the model of that training takes memory.
 *
 * <p>With {@code Simple}, one model is trained on one set. With {@code Twin}, the model has two
 * halves: the first is trained on the first set, then the second, from the stored model, on the
 * other set. Both models are stored, and the second one has both halves. An empty set leaves the
 * weights as they are.
 */
final class IrreducibleLossTraining {
  private static final Logger log = LoggerFactory.getLogger(IrreducibleLossTraining.class);

  private final String name;
  private final StartTrainingRequest request;
  private final RhoLossDownsamplingConfig config;
  private final TrainingPlan mainPlan;
  private final TrainingValidator validator;
  private final TrainingEnvironment environment;
  private final TrainingProgress progress;

  /** A model in the model storage, and the log of its training, if this object has trained it. */
  private record TrainedModel(int id, TrainingPlan plan, Optional<String> log) {}

  /**
   * @param name of the training that needs the losses
   * @param request of that training
   * @param mainPlan of that training: the losses are those of its criterion
   * @param progress of that training
   */
  IrreducibleLossTraining(
      String name,
      StartTrainingRequest request,
      RhoLossDownsamplingConfig config,
      TrainingPlan mainPlan,
      TrainingValidator validator,
      TrainingEnvironment environment,
      TrainingProgress progress) {
    this.name = name + "-irreducible-loss";
    this.request = requireNonNull(request, "request is null");
    this.config = requireNonNull(config, "config is null");
    this.mainPlan = requireNonNull(mainPlan, "mainPlan is null");
    this.validator = requireNonNull(validator, "validator is null");
    this.environment = requireNonNull(environment, "environment is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  /**
   * Trains the model unless an earlier attempt has stored it, and computes the losses. Call it
   * once.
   *
   * @param data the samples whose losses are computed
   * @param seed of the random transformations of these samples
   * @throws ModynException FAILED_PRECONDITION when the training fails; also the errors of the
   *     selector, the storage and the model storage
   */
  IrreducibleLossResult run(TrainingData data, long seed) {
    ObjectNode rhoLog = JsonNodeFactory.instance.objectNode();
    rhoLog.put("main_trigger_id", request.getTriggerId());
    try {
      TrainedModel model = train(1, firstPreviousModel());
      addTo(rhoLog, "", model);
      if (config.holdoutSetStrategy() == HoldoutStrategy.TWIN) {
        model = train(2, OptionalInt.of(model.id()));
        addTo(rhoLog, "second_", model);
      }
      return new IrreducibleLossResult(losses(model, data, seed), model.id(), rhoLog);
    } finally {
      progress.setPreparation(Optional.empty());
    }
  }

  private void addTo(ObjectNode rhoLog, String prefix, TrainedModel model) {
    rhoLog.put(prefix + "rho_trigger_id", request.getTriggerId());
    rhoLog.put(prefix + "il_model_id", model.id());
    model
        .log()
        .ifPresentOrElse(
            json -> rhoLog.putRawValue(prefix + "trainer_log", new RawValue(json)),
            () -> rhoLog.putNull(prefix + "trainer_log"));
  }

  /** Returns the newest model of the triggers before, if the training continues from it. */
  private OptionalInt firstPreviousModel() {
    if (!config.ilTrainingConfig().usePreviousModel()) {
      return OptionalInt.empty();
    }
    return environment.modelStorage().list(request.getPipelineId()).stream()
        .filter(model -> model.getRole() == ModelRole.IRREDUCIBLE_LOSS)
        .filter(model -> model.getTriggerId() < request.getTriggerId())
        .max(
            Comparator.comparingInt(ModelSummary::getTriggerId)
                .thenComparingInt(ModelSummary::getModelId))
        .map(model -> OptionalInt.of(model.getModelId()))
        .orElseGet(OptionalInt::empty);
  }

  private TrainedModel train(int holdout, OptionalInt previousModel) {
    StartTrainingRequest own =
        IrreducibleLossRequests.create(request, config, holdout, previousModel);
    FieldProblems problems = new FieldProblems();
    Optional<TrainingPlan> checked = validator.check(own, problems);
    problems.throwIfAny();
    TrainingPlan plan = checked.orElseThrow();
    OptionalInt stored = find(own.getRequestId());
    if (stored.isPresent()) {
      log.info("{} {} is stored as model {}", name, holdout, stored.getAsInt());
      return new TrainedModel(stored.getAsInt(), plan, Optional.empty());
    }
    TrainingResult result = train(plan, holdout);
    try {
      ModelStorageClient modelStorage = environment.modelStorage();
      int modelId =
          modelStorage
              .store(
                  plan.specification().header(result, ModelRole.IRREDUCIBLE_LOSS),
                  result.weights(),
                  result.samples())
              .modelId();
      log.info("Stored {} {} as model {}", name, holdout, modelId);
      return new TrainedModel(modelId, plan, Optional.of(result.log()));
    } finally {
      DurableFiles.delete(result.weights());
    }
  }

  private OptionalInt find(String requestId) {
    return requestId.isEmpty() ? OptionalInt.empty() : environment.modelStorage().find(requestId);
  }

  private TrainingResult train(TrainingPlan plan, int holdout) {
    TrainingProgress own = new TrainingProgress(environment.metrics());
    own.start();
    TrainingData data =
        TrainingData.ofHoldoutSet(
            environment.selector(), request.getPipelineId(), request.getTriggerId(), holdout);
    long total = data.samples() * plan.specification().epochs();
    progress.setPreparation(
        Optional.of(() -> own.asPreparation("training the irreducible-loss model", total)));
    TrainingResult result = train(plan, data, own);
    own.measures().notes().forEach(note -> progress.note("irreducible-loss model: " + note));
    return result;
  }

  private TrainingResult train(TrainingPlan plan, TrainingData data, TrainingProgress own) {
    try (InitialWeights weights = InitialWeights.prepare(plan, environment, name)) {
      return new Training(name, plan, environment, own, Optional.empty()).run(data, weights);
    } catch (ModynException e) {
      if (e.category() != ErrorCategory.FAILED_PRECONDITION || e instanceof SampleException) {
        throw e;
      }
      throw new ModynException(e.category(), "il_training_config: " + e.getMessage(), e);
    }
  }

  private IrreducibleLosses losses(TrainedModel model, TrainingData data, long seed) {
    SelectionProgress own = new SelectionProgress("computing irreducible losses", () -> {});
    progress.setPreparation(Optional.of(own::measures));
    return new IrreducibleLossPass(mainPlan, environment, own)
        .run(model.id(), model.plan().parts().model(), name, data, seed);
  }
}
