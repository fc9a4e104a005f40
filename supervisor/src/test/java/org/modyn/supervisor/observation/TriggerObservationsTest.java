package org.modyn.supervisor.observation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.proto.evaluator.TriggerEvaluationRequest;
import org.modyn.proto.evaluator.TriggerFeaturesRequest;
import org.modyn.supervisor.fake.FakeCluster;

/** What a trigger requests, by field of the pipeline file. */
final class TriggerObservationsTest {
  private static final String DRIFT =
      """
      {id: DataDriftTrigger, evaluation_interval_data_points: 5, embeddings: %s, metrics: {mmd:
        {id: AlibiDetectMmdDriftMetric,
         decision_criterion: {id: ThresholdDecisionCriterion, threshold: 0.05}}}}\
      """;

  private static TriggerObservations observations(String trigger) {
    return TriggerObservations.of(
        ConfigLoader.parse(
            "pipeline",
            FakeCluster.PIPELINE.replace(
                "{id: TimeTrigger, every: 100s}", trigger.replace("\n", " ")),
            PipelineConfig.class));
  }

  @Test
  void triggersByTimeAndAmountRequestNothing() {
    assertThat(observations("{id: TimeTrigger, every: 100s}").isEmpty()).isTrue();
    assertThat(observations("{id: DataAmountTrigger, num_samples: 5}").isEmpty()).isTrue();
  }

  @Test
  void driftIsMeasuredOnEmbeddingsOrInputs() {
    assertThat(observations(DRIFT.formatted("model")).features())
        .singleElement()
        .satisfies(request -> assertThat(request.getField()).isEqualTo("trigger.embeddings"))
        .satisfies(request -> assertThat(request.getFeatures().hasModelId()).isTrue());
    assertThat(observations(DRIFT.formatted("none")).features())
        .singleElement()
        .satisfies(request -> assertThat(request.getFeatures().hasModelId()).isFalse());
  }

  @Test
  void ensemblesRequestWhatTheirTriggersDo() {
    TriggerObservations observations =
        observations(
            "{id: EnsembleTrigger, ensemble_strategy: {id: MajorityVote}, subtriggers: {"
                + "quality: %s, inner: {id: EnsembleTrigger, ensemble_strategy: {id: MajorityVote},"
                    .formatted(EvaluatorServicesTest.TRIGGER)
                + " subtriggers: {drift: %s, daily: {id: TimeTrigger, every: 1d}}}}}"
                    .formatted(DRIFT.formatted("model")));
    assertThat(observations.isEmpty()).isFalse();
    assertThat(observations.evaluations())
        .extracting(TriggerEvaluationRequest::getField)
        .containsExactly("trigger.subtriggers.quality.evaluation");
    assertThat(observations.features())
        .extracting(TriggerFeaturesRequest::getField)
        .containsExactly("trigger.subtriggers.inner.subtriggers.drift.embeddings");
    FieldProblems problems = new FieldProblems();
    observations.checkDatasets(problems);
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void aTriggerEvaluatesOnTheDatasetOfThePipeline() {
    FieldProblems problems = new FieldProblems();
    observations(EvaluatorServicesTest.TRIGGER.replace("flights", "weather"))
        .checkDatasets(problems);
    assertThat(problems.problems())
        .containsExactly(
            new FieldProblem(
                "trigger.evaluation.dataset.dataset_id",
                "must be 'flights', as data.dataset_id, because the trigger evaluates the model on"
                    + " new samples of the pipeline"));
  }

  @Test
  void aProblemOfTheLabelTransformerIsThatOfTheSection() {
    FieldProblem problem =
        new FieldProblem("trigger.evaluation.dataset.label_transformer_function", "is unknown");
    FieldProblem other = new FieldProblem("trigger.evaluation.dataset.batch_size", "is 0");
    TriggerObservations both = observations(EvaluatorServicesTest.TRIGGER);
    assertThat(both.inFile(problem))
        .isEqualTo(new FieldProblem("trigger.evaluation.label_transformer_function", "is unknown"));
    assertThat(both.inFile(other)).isEqualTo(other);
    TriggerObservations datasetOnly =
        observations(
            EvaluatorServicesTest.TRIGGER.replace("label_transformer_function: 'Shift(1)',", ""));
    assertThat(datasetOnly.inFile(problem)).isEqualTo(problem);
  }
}
