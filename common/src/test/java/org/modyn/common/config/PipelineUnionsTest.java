package org.modyn.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.EvaluationStrategyConfig;
import org.modyn.common.config.pipeline.selection.PresamplingConfig;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig;
import org.modyn.common.config.pipeline.selection.downsampling.DownsamplingConfig;
import org.modyn.common.config.pipeline.trigger.TriggerConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftCriterionConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftMetricConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftWindowConfig;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceCriterionConfig;
import org.modyn.common.error.ModynException;

/** A small section for each kind there is, one that is right and one that is wrong. */
class PipelineUnionsTest {
  private static final String DATASET =
      "{dataset_id: d, bytes_parser_function: Utf8(), batch_size: 1, dataloader_workers: 1,"
          + " metrics: [{name: Accuracy}]}";
  private static final String EVALUATION = "evaluation: {device: cpu, dataset: " + DATASET + "}";
  private static final String THRESHOLD = "{id: ThresholdDecisionCriterion, threshold: 0.5}";
  private static final String QUANTILE = "{id: DynamicQuantileThresholdCriterion}";
  private static final String WARMUP = "warmup_policy: {id: TimeTrigger, every: 1d}";
  private static final String TRAINING =
      "dataloader_workers: 1, batch_size: 8, shuffle: true, use_previous_model: false, optimizers:"
          + " [{name: o, algorithm: SGD, source: PyTorch, param_groups: [{module: model}]}],"
          + " optimization_criterion: {name: CrossEntropyLoss}";

  static Stream<Arguments> valid() {
    return Stream.of(
        Arguments.of(TriggerConfig.class, "{id: TimeTrigger, every: 1d, start_timestamp: 7}"),
        Arguments.of(TriggerConfig.class, "{id: DataAmountTrigger, num_samples: 5}"),
        Arguments.of(TriggerConfig.class, drift("{id: EvidentlyModelDriftMetric, %s}", THRESHOLD)),
        Arguments.of(
            TriggerConfig.class,
            drift("{id: EvidentlyModelDriftMetric, %s}", QUANTILE)
                .replace("{id: Data", "{" + WARMUP + ", sample_size: null, id: Data")),
        Arguments.of(
            TriggerConfig.class,
            "{id: PerformanceTrigger, evaluation_interval_data_points: 5, "
                + EVALUATION
                + ", decision_criteria: {a: {id: StaticPerformanceThresholdCriterion, metric:"
                + " Accuracy}}}"),
        Arguments.of(
            TriggerConfig.class,
            "{id: DataIncorporationLatencyCostTrigger, evaluation_interval_data_points: 5,"
                + " incorporation_delay_per_training_second: 2}"),
        Arguments.of(
            TriggerConfig.class,
            "{id: AvoidableMisclassificationCostTrigger, evaluation_interval_data_points: 5, "
                + EVALUATION
                + ", expected_accuracy: 0.9, needs_calibration: true,"
                + " avoidable_misclassification_latency_per_training_second: 2, "
                + WARMUP
                + "}"),
        Arguments.of(
            TriggerConfig.class,
            "{id: EnsembleTrigger, ensemble_strategy: {id: AtLeastN, n: 1}, subtriggers: {b: {id:"
                + " TimeTrigger, every: 1d}, a: {id: DataAmountTrigger, num_samples: 5}}}"),
        Arguments.of(TriggerConfig.class, "{id: 'class:com.acme.Quiet$Hours'}"),
        Arguments.of(TriggerConfig.class, "{config: {hours: [1, 2], on: null}, id: 'class:Hours'}"),
        Arguments.of(
            TriggerConfig.class,
            "{id: EnsembleTrigger, ensemble_strategy: {id: MajorityVote}, subtriggers: {a: {id:"
                + " EnsembleTrigger, ensemble_strategy: {id: MajorityVote}, subtriggers: {b: {id:"
                + " DataAmountTrigger, num_samples: 5}}}}}"),
        Arguments.of(
            TriggerConfig.class,
            "{id: EnsembleTrigger, ensemble_strategy: {id: Custom, aggregation_function: 'a and not"
                + " (b or a)'}, subtriggers: {b: {id: TimeTrigger, every: 1d}, a: {id:"
                + " DataAmountTrigger, num_samples: 5}}}"),
        Arguments.of(
            TriggerConfig.class,
            "{id: PerformanceTrigger, evaluation_interval_data_points: 5, "
                + EVALUATION
                + ", mode: lookahead, decision_criteria: {a: {id:"
                + " StaticPerformanceThresholdCriterion, metric: Accuracy}}}"),
        Arguments.of(DriftWindowConfig.class, "{id: AmountWindowingStrategy, amount_cur: 5}"),
        Arguments.of(
            DriftWindowConfig.class,
            "{id: TimeWindowingStrategy, limit_ref: 4d, limit_cur: 1d, allow_overlap: true}"),
        Arguments.of(DriftCriterionConfig.class, THRESHOLD),
        Arguments.of(DriftCriterionConfig.class, QUANTILE),
        Arguments.of(
            DriftCriterionConfig.class,
            "{id: DynamicRollingAverageThresholdCriterion, needs_calibration: true}"),
        Arguments.of(
            DriftMetricConfig.class, metric("EvidentlyRatioDriftMetric, num_pca_component: 2")),
        Arguments.of(DriftMetricConfig.class, metric("EvidentlySimpleDistanceDriftMetric")),
        Arguments.of(
            DriftMetricConfig.class,
            metric("EvidentlyRatioDriftMetric, component_stattest: emperical_mmd")),
        Arguments.of(
            DriftMetricConfig.class, metric("ClassifierDriftMetric, test: binomial, folds: 3")),
        Arguments.of(DriftMetricConfig.class, metric("EvidentlyHellingerDistanceDriftMetric")),
        Arguments.of(
            DriftMetricConfig.class,
            metric(
                "AlibiDetectMmdDriftMetric, device: 'cuda:0', p_val: 1e-2, kernel: GaussianRBF,"
                    + " x_ref_preprocessed: true")),
        Arguments.of(
            DriftMetricConfig.class,
            metric("AlibiDetectKSDriftMetric, alternative_hypothesis: two-sided")),
        Arguments.of(DriftMetricConfig.class, metric("AlibiDetectCVMDriftMetric, correction: fdr")),
        Arguments.of(DriftMetricConfig.class, metric("LsddDriftMetric, num_kernel_centers: 50")),
        Arguments.of(DriftMetricConfig.class, metric("ChiSquaredDriftMetric, correction: fdr")),
        Arguments.of(
            DriftMetricConfig.class,
            metric("FisherExactDriftMetric, alternative_hypothesis: less")),
        Arguments.of(
            DriftMetricConfig.class, metric("EnergyDistanceDriftMetric, num_permutations: 20")),
        Arguments.of(
            DriftMetricConfig.class, metric("PopulationStabilityIndexDriftMetric, num_bins: 5")),
        Arguments.of(
            PerformanceCriterionConfig.class,
            "{id: DynamicQuantilePerformanceThresholdCriterion, metric: Accuracy}"),
        Arguments.of(
            PerformanceCriterionConfig.class,
            "{id: DynamicRollingAveragePerformanceThresholdCriterion, metric: Accuracy}"),
        Arguments.of(
            PerformanceCriterionConfig.class,
            "{id: StaticNumberMisclassificationCriterion, avoidable_misclassification_threshold:"
                + " 7}"),
        Arguments.of(
            SelectionStrategyConfig.class,
            "{name: NewDataStrategy, maximum_keys_in_memory: 9, tail_triggers: 0}"),
        Arguments.of(
            SelectionStrategyConfig.class,
            "{name: FreshnessSamplingStrategy, maximum_keys_in_memory: 9, tail_triggers: null,"
                + " unused_data_ratio: 50}"),
        Arguments.of(
            SelectionStrategyConfig.class,
            "{name: CoresetStrategy, maximum_keys_in_memory: 9, tail_triggers: null}"),
        Arguments.of(PresamplingConfig.class, "{strategy: LabelBalanced, ratio: 20}"),
        Arguments.of(DownsamplingConfig.class, downsampling("Uncertainty, score_metric: Margin")),
        Arguments.of(
            DownsamplingConfig.class,
            downsampling("KcenterGreedy, sample_then_batch: true, balance: true")),
        Arguments.of(DownsamplingConfig.class, downsampling("GradMatch")),
        Arguments.of(DownsamplingConfig.class, downsampling("Craig, greedy: LazyGreedy")),
        Arguments.of(DownsamplingConfig.class, downsampling("Loss, ratio_max: 1000, period: 0")),
        Arguments.of(
            DownsamplingConfig.class, downsampling("Submodular, submodular_function: GraphCut")),
        Arguments.of(DownsamplingConfig.class, downsampling("GradNorm, sample_then_batch: true")),
        Arguments.of(DownsamplingConfig.class, "{strategy: 'No'}"),
        Arguments.of(
            DownsamplingConfig.class,
            downsampling(
                "RHOLoss, holdout_set_strategy: Simple, holdout_set_ratio: 30, il_training_config:"
                    + " {il_model_id: ResNet18, "
                    + TRAINING
                    + "}")),
        Arguments.of(
            DownsamplingConfig.class,
            downsampling(
                "RHOLoss, holdout_set_strategy: Simple, holdout_set_ratio: 300,"
                    + " holdout_set_ratio_max: 1000, il_training_config: {il_model_id: ResNet18, "
                    + TRAINING
                    + "}")),
        Arguments.of(DownsamplingConfig.class, downsampling("RS2, with_replacement: false")),
        Arguments.of(
            DownsamplingConfig.class,
            "{downsampling_list: [%s, %s], downsampling_thresholds: [5]}"
                .formatted(downsampling("Loss"), downsampling("GradNorm"))),
        Arguments.of(
            EvaluationStrategyConfig.class,
            "{type: SlicingEvalStrategy, eval_every: 1d, eval_start_from: 0, eval_end_at: 9}"),
        Arguments.of(
            EvaluationStrategyConfig.class,
            "{type: SlicingEvalStrategy, eval_every: 1s, eval_start_from: 0, eval_end_at: 100000}"),
        Arguments.of(
            EvaluationStrategyConfig.class,
            "{type: OffsetEvalStrategy, offsets: [-inf, -2d, 1w, inf]}"),
        Arguments.of(EvaluationStrategyConfig.class, "{type: BetweenTwoTriggersEvalStrategy}"),
        Arguments.of(
            EvaluationStrategyConfig.class,
            "{type: PeriodicEvalStrategy, every: 1d, interval: '[-2 d, +0y]', start_timestamp: 0,"
                + " end_timestamp: 9}"),
        Arguments.of(
            EvaluationStrategyConfig.class,
            "{type: StaticEvalStrategy, intervals: [[0, 100], [100, null]]}"),
        Arguments.of(MetricConfig.class, "{name: Accuracy, topn: 5}"),
        Arguments.of(MetricConfig.class, "{name: F1Score, num_classes: 2, average: binary}"),
        Arguments.of(MetricConfig.class, "{name: Precision, num_classes: 3, average: micro}"),
        Arguments.of(MetricConfig.class, "{name: Recall, num_classes: 2, average: weighted}"),
        Arguments.of(MetricConfig.class, "{name: RocAuc}"),
        Arguments.of(MetricConfig.class, "{name: AveragePrecision}"),
        Arguments.of(MetricConfig.class, "{name: LogLoss}"),
        Arguments.of(MetricConfig.class, "{name: BrierScore}"),
        Arguments.of(MetricConfig.class, "{name: ExpectedCalibrationError, bins: 10}"),
        Arguments.of(MetricConfig.class, "{name: MeanAbsoluteError}"),
        Arguments.of(MetricConfig.class, "{name: MeanSquaredError}"));
  }

  @ParameterizedTest
  @MethodSource("valid")
  <T> void isReadAndWrittenWithoutLoss(Class<T> type, String yaml) {
    T section = ConfigLoader.parse("s.yaml", yaml, type);

    assertThat(ConfigLoader.parse("s.json", ConfigLoader.toJson(section), type)).isEqualTo(section);
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        Arguments.of(
            TriggerConfig.class,
            "{id: DataDriftTriger}",
            "s.yaml:1:6: id: \"DataDriftTriger\" is unknown; did you mean \"DataDriftTrigger\"?"
                + " allowed: TimeTrigger, DataAmountTrigger, DataDriftTrigger, PerformanceTrigger,"
                + " DataIncorporationLatencyCostTrigger, AvoidableMisclassificationCostTrigger,"
                + " EnsembleTrigger, class:..."),
        Arguments.of(
            TriggerConfig.class,
            "{id: 'class:com.acme.', confg: {a: 1}}",
            "s.yaml has 2 problems:\n"
                + "  s.yaml:1:6: id: must be a text that matches"
                + " class:[A-Za-z]\\w*(\\.[A-Za-z]\\w*)*(\\$\\w+)*, but is \"class:com.acme.\"\n"
                + "  s.yaml:1:25: confg: unknown field; did you mean \"config\"? allowed: id,"
                + " config"),
        Arguments.of(
            TriggerConfig.class,
            drift("{id: EvidentlyModelDriftMetric, %s}", QUANTILE),
            "s.yaml:1:1: warmup_policy: is required: the decision criterion of \"m\" must be"
                + " calibrated"),
        Arguments.of(
            TriggerConfig.class,
            "{id: DataDriftTrigger, evaluation_interval_data_points: 5, metrics: {}, warmup_policy:"
                + " {id: EnsembleTrigger}}",
            "s.yaml has 2 problems:\n"
                + "  s.yaml:1:69: metrics: must not be empty\n"
                + "  s.yaml:1:93: warmup_policy.id: \"EnsembleTrigger\" is unknown; allowed:"
                + " TimeTrigger, DataAmountTrigger"),
        Arguments.of(
            TriggerConfig.class,
            "{id: PerformanceTrigger, evaluation_interval_data_points: 5, "
                + EVALUATION
                + ", decision_criteria: {a: {id: StaticPerformanceThresholdCriterion, metric:"
                + " RocAuc}}}",
            "s.yaml:1:286: decision_criteria.a.metric: \"RocAuc\" is not among the metrics of"
                + " evaluation.dataset; allowed: Accuracy"),
        Arguments.of(
            TriggerConfig.class,
            "{id: PerformanceTrigger, evaluation_interval_data_points: 5, "
                + EVALUATION.replace("Accuracy", "RocAuc")
                + ", decision_criteria: {}}",
            "s.yaml has 2 problems:\n"
                + "  s.yaml:1:191: evaluation.dataset.metrics: must include Accuracy\n"
                + "  s.yaml:1:230: decision_criteria: must not be empty"),
        Arguments.of(
            TriggerConfig.class,
            "{id: DataIncorporationLatencyCostTrigger, evaluation_interval_data_points: 5}",
            "s.yaml:1:1: incorporation_delay_per_training_second: is required"),
        Arguments.of(
            TriggerConfig.class,
            "{id: AvoidableMisclassificationCostTrigger, evaluation_interval_data_points: 5, "
                + EVALUATION
                + ", avoidable_misclassification_latency_per_training_second: 2}",
            "s.yaml:1:1: warmup_policy: is required: a cost trigger must be calibrated"),
        Arguments.of(
            TriggerConfig.class,
            "{id: DataIncorporationLatencyCostTrigger, evaluation_interval_data_points: 0,"
                + " warmup_intervals: -1, incorporation_delay_per_training_second: 2}",
            "s.yaml has 2 problems:\n"
                + "  s.yaml:1:76: evaluation_interval_data_points: must be at least 1, but is 0\n"
                + "  s.yaml:1:97: warmup_intervals: must be at least 0, but is -1"),
        Arguments.of(
            TriggerConfig.class,
            "{id: PerformanceTrigger, evaluation_interval_data_points: 5, "
                + EVALUATION.replace("cpu,", "cpu, label_transformer_function: 'Identiy()',")
                + ", decision_criteria: {a: {id: StaticPerformanceThresholdCriterion, metric:"
                + " Accuracy}}}",
            "s.yaml:1:116: evaluation.label_transformer_function: unknown label transformer"
                + " \"Identiy\"; did you mean \"Identity\"? allowed: Identity, Shift, Binary"),
        Arguments.of(
            TriggerConfig.class,
            "{id: EnsembleTrigger, ensemble_strategy: {id: AtLeastN, n: 0}, subtriggers: {}}",
            "s.yaml has 2 problems:\n"
                + "  s.yaml:1:60: ensemble_strategy.n: must be at least 1, but is 0\n"
                + "  s.yaml:1:77: subtriggers: must not be empty"),
        Arguments.of(
            TriggerConfig.class,
            "{id: EnsembleTrigger, ensemble_strategy: {id: AtLeastN, n: 2}, subtriggers: {a: {id:"
                + " DataAmountTrigger, num_samples: 5}}}",
            "s.yaml:1:60: ensemble_strategy.n: must be at most the number of subtriggers, 1, but is"
                + " 2"),
        Arguments.of(
            TriggerConfig.class,
            custom("dayly and amount"),
            "s.yaml:1:77: ensemble_strategy.aggregation_function: unknown name \"dayly\" at column"
                + " 1: -->dayly and amount; did you mean \"daily\"? allowed: daily, amount"),
        Arguments.of(
            TriggerConfig.class,
            custom("lambda decisions: all(decisions.values())"),
            "s.yaml:1:77: ensemble_strategy.aggregation_function: Python functions are not run; the"
                + " same is: daily and amount"),
        Arguments.of(
            TriggerConfig.class,
            custom("lambda decisions: sum(decisions.values()) > 1"),
            "s.yaml:1:77: ensemble_strategy.aggregation_function: Python functions are not run;"
                + " write the names of the subtriggers with and, or, not and parentheses, as in"
                + " daily or amount"),
        Arguments.of(
            TriggerConfig.class,
            "{id: DataIncorporationLatencyCostTrigger, evaluation_interval_data_points: 5,"
                + " incorporation_delay_per_training_second: 0}",
            "s.yaml:1:120: incorporation_delay_per_training_second: must be above 0, but is 0.0"),
        Arguments.of(
            DriftWindowConfig.class,
            "{id: AmountWindowingStrategy, amount_ref: 0}",
            "s.yaml:1:43: amount_ref: must be at least 1, but is 0"),
        Arguments.of(
            DriftWindowConfig.class,
            "{id: TimeWindowingStrategy, limit_ref: 4d}",
            "s.yaml:1:1: limit_cur: is required"),
        Arguments.of(
            DriftCriterionConfig.class,
            "{id: ThresholdDecisionCriterion, threshold: 1, needs_calibration: true}",
            "s.yaml:1:67: needs_calibration: must be false, but is true"),
        Arguments.of(
            DriftCriterionConfig.class,
            "{id: DynamicQuantileThresholdCriterion, quantile: 5}",
            "s.yaml:1:51: quantile: must be between 0 and 1, but is 5"),
        Arguments.of(
            DriftMetricConfig.class,
            metric("AlibiDetectMmdDriftMetric, threshold: 1, num_permutations: 100"),
            "s.yaml:1:44: threshold: must not be specified together with num_permutations"),
        Arguments.of(
            DriftMetricConfig.class,
            metric("AlibiDetectMmdDriftMetric, kernel: DeepKernel, num_permutations: 0"),
            "s.yaml has 2 problems:\n"
                + "  s.yaml:1:41: kernel: must be GaussianRBF, but is \"DeepKernel\"\n"
                + "  s.yaml:1:71: num_permutations: must be between 1 and 100000, but is 0"),
        Arguments.of(
            DriftMetricConfig.class,
            metric(
                "AlibiDetectKSDriftMetric, p_val: 2, preprocessor: {tokenizer_model: bert, max_len:"
                    + " 8}"),
            "s.yaml has 2 problems:\n"
                + "  s.yaml:1:39: p_val: must be between 0 and 1, but is 2\n"
                + "  s.yaml:1:56: preprocessor: must be omitted: texts are embedded by the model"
                + " and the tokenizer of the pipeline"),
        Arguments.of(
            DriftMetricConfig.class,
            metric("AlibiDetectCVMDriftMetric, correction: bonferoni"),
            "s.yaml:1:45: correction: \"bonferoni\" is unknown; did you mean \"bonferroni\"?"
                + " allowed: bonferroni, fdr"),
        Arguments.of(
            DriftMetricConfig.class,
            metric("EvidentlyRatioDriftMetric, component_stattest: chisquare"),
            "s.yaml:1:53: component_stattest: \"chisquare\" is unknown; allowed: wasserstein, ks,"
                + " anderson, cramer_von_mises, mannw, es, t_test, emperical_mmd, ed, hellinger,"
                + " jensenshannon, kl_div, psi"),
        Arguments.of(
            DriftMetricConfig.class,
            metric("EvidentlySimpleDistanceDriftMetric, distance_metric: minkowski"),
            "s.yaml:1:59: distance_metric: \"minkowski\" is unknown; allowed: euclidean, cosine,"
                + " cityblock, chebyshev"),
        Arguments.of(
            DriftMetricConfig.class,
            metric(
                "EvidentlySimpleDistanceDriftMetric, distance_metric: cosine, num_pca_component:"
                    + " 3"),
            "s.yaml:1:59: distance_metric: must not be cosine together with num_pca_component: the"
                + " mean of the reference window's principal components is 0"),
        Arguments.of(
            DriftMetricConfig.class,
            metric("EvidentlyModelDriftMetric, bootstrap: true"),
            "s.yaml:1:44: bootstrap: must be false, but is true"),
        Arguments.of(
            DriftMetricConfig.class,
            metric("ClassifierDriftMetric, folds: 1"),
            "s.yaml:1:36: folds: must be at least 2, but is 1"),
        Arguments.of(
            SelectionStrategyConfig.class,
            "{name: FreshnessSamplingStrategy, maximum_keys_in_memory: 9, tail_triggers: null,"
                + " unused_data_ratio: 100}",
            "s.yaml:1:102: unused_data_ratio: must be between 1 and 99, but is 100"),
        Arguments.of(
            PresamplingConfig.class,
            "{strategy: Random, ratio: 101}",
            "s.yaml:1:27: ratio: must be at most ratio_max (100), but is 101"),
        Arguments.of(
            DownsamplingConfig.class,
            "{ratio: 5}",
            "s.yaml:1:1: strategy: is required; allowed: Uncertainty, KcenterGreedy, GradMatch,"
                + " Craig, Loss, Submodular, GradNorm, No, RHOLoss, RS2"),
        Arguments.of(
            DownsamplingConfig.class,
            downsampling("RS2, with_replacement: true, period: 2"),
            "s.yaml:1:49: period: must be 1, but is 2"),
        Arguments.of(
            DownsamplingConfig.class,
            "{strategy: 'No', ratio: 50}",
            "s.yaml:1:25: ratio: must be 100, but is 50"),
        Arguments.of(
            DownsamplingConfig.class,
            downsampling(
                "RHOLoss, holdout_set_strategy: Twin, holdout_set_ratio: 30, il_training_config:"
                    + " {il_model_id: ResNet18, "
                    + TRAINING
                    + "}"),
            "s.yaml:1:68: holdout_set_ratio: must be 50 when holdout_set_strategy is Twin, but is"
                + " 30"),
        Arguments.of(
            DownsamplingConfig.class,
            "{downsampling_list: [%s], downsampling_thresholds: [5]}"
                .formatted(downsampling("Loss")),
            "s.yaml:1:77: downsampling_thresholds: must have one item less than downsampling_list"
                + " (1), but has 1"),
        Arguments.of(
            EvaluationStrategyConfig.class,
            "{type: OffsetEvalStrategy, offsets: [1x]}",
            "s.yaml:1:38: offsets[0]: must be a number and a unit, or inf, with or without -, but"
                + " is \"1x\"; allowed: for example 90s, -12h, 1d, inf, -inf"),
        Arguments.of(
            EvaluationStrategyConfig.class,
            "{type: PeriodicEvalStrategy, every: 1d, interval: '[+2d; -1d]', start_timestamp: 0,"
                + " end_timestamp: 9}",
            "s.yaml:1:51: interval: the left bound +2d must not be after the right bound -1d"),
        Arguments.of(
            EvaluationStrategyConfig.class,
            "{type: PeriodicEvalStrategy, every: 1s, interval: '[-1d; +1d]', start_timestamp: 0,"
                + " end_timestamp: 100000}",
            "s.yaml:1:37: every: makes 100001 intervals for each model, but at most 100000 are"
                + " allowed; increase it, or shorten the time range"),
        Arguments.of(
            EvaluationStrategyConfig.class,
            "{type: SlicingEvalStrategy, eval_every: 1s, eval_start_from: 0, eval_end_at:"
                + " 157680000}",
            "s.yaml:1:41: eval_every: makes 157680000 intervals for each model, but at most 100000"
                + " are allowed; increase it, or shorten the time range"),
        Arguments.of(
            EvaluationStrategyConfig.class,
            "{type: StaticEvalStrategy, intervals: [[0]]}",
            "s.yaml:1:40: intervals[0]: must be a list of start and end, but is a list"),
        Arguments.of(
            MetricConfig.class,
            "{name: F1Score, num_classes: 3, average: binary}",
            "s.yaml:1:30: num_classes: must be 2 when average is binary, but is 3"),
        Arguments.of(
            MetricConfig.class,
            "{name: F1Score, num_classes: 2, average: binary, pos_label: 2}",
            "s.yaml:1:61: pos_label: must be 0 or 1 when average is binary, but is 2"),
        Arguments.of(
            EvaluationHandlerConfig.class,
            "{execution_time: manual, datasets: [], strategy: {type: OffsetEvalStrategy, offsets:"
                + " [1d]}}",
            "s.yaml:1:18: execution_time: must be after_training when strategy is"
                + " OffsetEvalStrategy: its intervals are relative to the interval of a training"));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void saysWhatIsWrongAndWhere(Class<?> type, String yaml, String message) {
    assertThatThrownBy(() -> ConfigLoader.parse("s.yaml", yaml, type))
        .isInstanceOf(ModynException.class)
        .hasMessage(message);
  }

  private static String drift(String metric, String criterion) {
    return "{id: DataDriftTrigger, evaluation_interval_data_points: 5, metrics: {m: %s}}"
        .formatted(metric.formatted("decision_criterion: " + criterion));
  }

  private static String metric(String start) {
    return "{id: %s, decision_criterion: %s}".formatted(start, THRESHOLD);
  }

  private static String downsampling(String start) {
    return "{strategy: %s, ratio: 50}".formatted(start);
  }

  private static String custom(String function) {
    return "{id: EnsembleTrigger, ensemble_strategy: {id: Custom, aggregation_function: '%s'},"
            .formatted(function)
        + " subtriggers: {daily: {id: TimeTrigger, every: 1d}, amount: {id: DataAmountTrigger,"
        + " num_samples: 5}}}";
  }
}
