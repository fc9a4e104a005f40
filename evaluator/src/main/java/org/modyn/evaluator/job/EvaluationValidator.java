package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.Models;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.training.FeatureSession;
import org.modyn.ml.training.ModelCheck;
import org.modyn.ml.training.ModelOutline;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.FeaturesRequest;
import org.modyn.proto.evaluator.TriggerEvaluationRequest;
import org.modyn.proto.evaluator.TriggerFeaturesRequest;
import org.modyn.proto.evaluator.ValidateEvaluationRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds everything that keeps the evaluations of a pipeline, and those of its trigger, from
 * running, as far as it can be known without data and a trained model. Thread safe.
 */
public final class EvaluationValidator {
  private static final Logger log = LoggerFactory.getLogger(EvaluationValidator.class);

  private final TensorEngine engine;
  private final UserCode userCode;
  private final EvaluationRequests requests;
  private final FeatureRequests featureRequests;

  public EvaluationValidator(
      TensorEngine engine,
      UserCode userCode,
      EvaluationRequests requests,
      FeatureRequests featureRequests) {
    this.engine = requireNonNull(engine, "engine is null");
    this.userCode = requireNonNull(userCode, "userCode is null");
    this.requests = requireNonNull(requests, "requests is null");
    this.featureRequests = requireNonNull(featureRequests, "featureRequests is null");
  }

  /**
   * Returns the problems, by field of the pipeline file. Problems of the model itself are omitted,
   * because the trainer reports them; whether this server may run it is checked.
   */
  public List<FieldProblem> check(ValidateEvaluationRequest request) {
    FieldProblems problems = new FieldProblems();
    Optional<ModelOptions> model = readModel(request, problems);
    request.getEvaluationsList().stream()
        .findFirst()
        .ifPresent(first -> EvaluationRequests.checkDevice("evaluation.device", first, problems));
    for (int index = 0; index < request.getEvaluationsCount(); index++) {
      String section = String.format(Locale.ROOT, "evaluation.datasets[%d]", index);
      checkEvaluation(model, request.getEvaluations(index), section, problems);
    }
    for (TriggerEvaluationRequest trigger : request.getTriggerEvaluationsList()) {
      EvaluateModelRequest evaluation = trigger.getEvaluation();
      EvaluationRequests.checkDevice(trigger.getField() + ".device", evaluation, problems);
      checkEvaluation(model, evaluation, trigger.getField() + ".dataset", problems);
    }
    for (TriggerFeaturesRequest trigger : request.getTriggerFeaturesList()) {
      checkFeatures(model, trigger, problems);
    }
    return problems.problems();
  }

  private void checkEvaluation(
      Optional<ModelOptions> model,
      EvaluateModelRequest evaluation,
      String section,
      FieldProblems problems) {
    Optional<EvaluationSpecification> specification = requests.read(section, evaluation, problems);
    if (model.isPresent() && specification.isPresent()) {
      check(model.get(), specification.get(), section, problems);
    }
  }

  /** The check of the training reports problems of the section {@code data}. */
  private void checkFeatures(
      Optional<ModelOptions> model, TriggerFeaturesRequest trigger, FieldProblems problems) {
    FeaturesRequest features = trigger.getFeatures();
    FieldProblems device = new FieldProblems();
    device.check("", () -> Device.of(features.getDevice()));
    device
        .problems()
        .forEach(
            problem ->
                problems.add(
                    trigger.getField(),
                    "the evaluator computes features on training.device, but "
                        + problem.message()));
    Optional<InputPipeline> input = featureRequests.input(features);
    input
        .flatMap(pipeline -> FeatureRequests.problem(features, pipeline))
        .ifPresent(problem -> problems.add(trigger.getField(), problem));
    if (features.hasModelId() && model.isPresent() && input.isPresent()) {
      outline(model.get(), input.get())
          .filter(outline -> !outline.hasEmbedding())
          .ifPresent(_ -> problems.add(trigger.getField(), FeatureSession.NO_EMBEDDING));
    }
  }

  /** Checks whether a model accepts the batches, and whether the metrics fit its outputs. */
  private void check(
      ModelOptions model,
      EvaluationSpecification specification,
      String section,
      FieldProblems problems) {
    FieldProblems found = new FieldProblems();
    new ModelCheck(engine).checkInput(model, specification.input(), section, found);
    if (found.isEmpty()) {
      outline(model, specification.input())
          .ifPresent(
              outline ->
                  specification.metrics().checkFit(outline.outputs(), section + ".metrics", found));
    }
    problems.addAll(found.problems());
  }

  /**
   * Returns the outline of a model; empty if the model does not run on zeros, which a program of
   * the user need not.
   */
  private Optional<ModelOutline> outline(ModelOptions model, InputPipeline input) {
    FutureTask<ModelOutline> outline =
        new FutureTask<>(() -> ModelOutline.of(engine, model, input));
    Thread.ofPlatform().name("model-outline").start(outline);
    try {
      return Optional.of(outline.get());
    } catch (ExecutionException e) {
      log.info(
          "Metrics and embeddings are not checked, as the outputs of the model are unknown", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while evaluations are validated", e);
    }
  }

  /** Empty if the options are invalid, or if this server does not run such models. */
  private Optional<ModelOptions> readModel(
      ValidateEvaluationRequest request, FieldProblems problems) {
    return Models.REGISTRY
        .read(
            "model.id",
            request.getModelClass(),
            "model.config",
            request.getModelConfiguration().getValue(),
            new FieldProblems())
        .flatMap(
            options ->
                problems.check(
                    "model.id",
                    () -> {
                      userCode.check(options);
                      return options;
                    }));
  }
}
