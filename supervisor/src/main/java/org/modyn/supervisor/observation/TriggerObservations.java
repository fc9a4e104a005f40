package org.modyn.supervisor.observation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.trigger.AvoidableMisclassificationCostTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataDriftTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataIncorporationLatencyCostTriggerConfig;
import org.modyn.common.config.pipeline.trigger.EnsembleTriggerConfig;
import org.modyn.common.config.pipeline.trigger.PerformanceTriggerConfig;
import org.modyn.common.config.pipeline.trigger.PluginTriggerConfig;
import org.modyn.common.config.pipeline.trigger.SimpleTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TriggerConfig;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceEvaluationConfig;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.FeaturesRequest;
import org.modyn.proto.evaluator.PythonString;
import org.modyn.proto.evaluator.TriggerEvaluationRequest;
import org.modyn.proto.evaluator.TriggerFeaturesRequest;
import org.modyn.supervisor.client.EvaluationMessages;

/**
 * What the trigger of a pipeline will request from the evaluator, by field of the pipeline file.
 */
public final class TriggerObservations {
  private final PipelineConfig pipeline;
  private final Map<String, PerformanceEvaluationConfig> evaluations = new LinkedHashMap<>();
  private final Map<String, DataDriftTriggerConfig> drifts = new LinkedHashMap<>();

  private TriggerObservations(PipelineConfig pipeline) {
    this.pipeline = pipeline;
  }

  /** Returns what the trigger of a pipeline will request. */
  public static TriggerObservations of(PipelineConfig pipeline) {
    TriggerObservations observations = new TriggerObservations(pipeline);
    observations.add("trigger", pipeline.trigger());
    return observations;
  }

  private void add(String field, TriggerConfig trigger) {
    switch (trigger) {
      case SimpleTriggerConfig _,
          DataIncorporationLatencyCostTriggerConfig _,
          PluginTriggerConfig _ -> {}
      case DataDriftTriggerConfig drift -> drifts.put(field, drift);
      case PerformanceTriggerConfig performance ->
          evaluations.put(field + ".evaluation", performance.performance().evaluation());
      case AvoidableMisclassificationCostTriggerConfig cost ->
          evaluations.put(field + ".evaluation", cost.performance().evaluation());
      case EnsembleTriggerConfig ensemble ->
          ensemble
              .subtriggers()
              .forEach((name, subtrigger) -> add(field + ".subtriggers." + name, subtrigger));
    }
  }

  /** Returns whether the trigger requests nothing. */
  public boolean isEmpty() {
    return evaluations.isEmpty() && drifts.isEmpty();
  }

  /** Adds a problem for each evaluation on another dataset than that of the pipeline. */
  public void checkDatasets(FieldProblems problems) {
    String own = pipeline.data().datasetId();
    evaluations.forEach(
        (field, evaluation) -> {
          if (!evaluation.dataset().datasetId().equals(own)) {
            problems.add(
                field + ".dataset.dataset_id",
                "must be '%s', as data.dataset_id, because the trigger evaluates the model on new"
                        .formatted(own)
                    + " samples of the pipeline");
          }
        });
  }

  /** Returns the evaluations, without models and samples. */
  public List<TriggerEvaluationRequest> evaluations() {
    List<TriggerEvaluationRequest> messages = new ArrayList<>();
    evaluations.forEach(
        (field, evaluation) ->
            messages.add(
                TriggerEvaluationRequest.newBuilder()
                    .setField(field)
                    .setEvaluation(evaluation(evaluation))
                    .build()));
    return messages;
  }

  /** Returns the requests for features, without samples. */
  public List<TriggerFeaturesRequest> features() {
    List<TriggerFeaturesRequest> messages = new ArrayList<>();
    drifts.forEach(
        (field, drift) -> {
          FeaturesRequest.Builder features = EvaluationMessages.features(pipeline).toBuilder();
          if (drift.embeddings() == DataDriftTriggerConfig.Embeddings.MODEL) {
            features.setModelId(0);
          }
          messages.add(
              TriggerFeaturesRequest.newBuilder()
                  .setField(field + ".embeddings")
                  .setFeatures(features)
                  .build());
        });
    return messages;
  }

  /**
   * Returns a problem that the evaluator has found with the name of the field in the pipeline file:
   * a trigger may name the label transformer beside its dataset.
   */
  public FieldProblem inFile(FieldProblem problem) {
    return evaluations.entrySet().stream()
        .filter(entry -> entry.getValue().labelTransformerFunction().isPresent())
        .map(Map.Entry::getKey)
        .filter(field -> problem.field().equals(field + ".dataset.label_transformer_function"))
        .findFirst()
        .map(field -> new FieldProblem(field + ".label_transformer_function", problem.message()))
        .orElse(problem);
  }

  /**
   * Returns the request of a trigger's evaluation, without the model and the samples. The label
   * transformer of the section replaces that of its dataset.
   */
  static EvaluateModelRequest evaluation(PerformanceEvaluationConfig config) {
    EvaluateModelRequest.Builder request =
        EvaluationMessages.evaluation(config.device(), config.dataset()).toBuilder();
    config
        .labelTransformerFunction()
        .map(text -> PythonString.newBuilder().setValue(text))
        .ifPresent(request::setLabelTransformer);
    return request.build();
  }
}
