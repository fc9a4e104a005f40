package org.modyn.benchmarks.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.OptionalInt;
import org.modyn.cli.pipeline.ReplayOptions;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;

/**
 * A kind of pipeline: where its data comes from, when it trains, what it selects, and how its
 * models are stored.
 */
enum Scenario {
  REPLAY_NEW_DATA(true, Trigger.WEEKLY, Selection.NEW_DATA, Models.FULL),
  REPLAY_FRESHNESS(true, Trigger.WEEKLY, Selection.FRESHNESS, Models.DIFFERENCES),
  REPLAY_CORESET(true, Trigger.WEEKLY, Selection.CORESET, Models.FULL),
  REPLAY_DRIFT(true, Trigger.DRIFT, Selection.NEW_DATA, Models.DIFFERENCES),
  REPLAY_PERFORMANCE(true, Trigger.PERFORMANCE, Selection.FRESHNESS, Models.FULL),
  PRODUCTION_NEW_DATA(false, Trigger.WEEKLY, Selection.NEW_DATA, Models.FULL),
  PRODUCTION_FRESHNESS(false, Trigger.WEEKLY, Selection.FRESHNESS, Models.FULL),
  PRODUCTION_CORESET(false, Trigger.WEEKLY, Selection.CORESET, Models.DIFFERENCES);

  /** The file that is submitted, for messages. */
  static final String FILE = "pipeline.yaml";

  private final boolean isReplay;
  private final Trigger trigger;
  private final Selection selection;
  private final Models models;

  Scenario(boolean isReplay, Trigger trigger, Selection selection, Models models) {
    this.isReplay = isReplay;
    this.trigger = requireNonNull(trigger, "trigger is null");
    this.selection = requireNonNull(selection, "selection is null");
    this.models = requireNonNull(models, "models is null");
  }

  /**
   * Returns whether the pipeline replays a dataset and completes; otherwise it follows a dataset
   * that grows, until it is stopped.
   */
  boolean isReplay() {
    return isReplay;
  }

  /** Returns the name for messages. */
  String label() {
    return (isReplay ? "replay, " : "production, ") + trigger.policy + ", " + selection.strategy;
  }

  /** Returns the pipeline file, as JSON. */
  String pipeline(String datasetId) {
    try (InputStream file = Scenario.class.getResourceAsStream(FILE)) {
      String yaml =
          new String(file.readAllBytes(), UTF_8)
              .replace("{dataset}", datasetId)
              .replace("{trigger}", trigger.yaml())
              .replace("{selection_strategy}", selection.yaml())
              .replace("{model_storage}", models.yaml);
      return ConfigLoader.toJson(ConfigLoader.parse(FILE, yaml, PipelineConfig.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the data that the pipeline processes. */
  ReplayOptions data() {
    return new ReplayOptions(
        isReplay ? OptionalInt.of(ReplayOptions.ALL_DATA) : OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  /** Those that ask the evaluator decide about intervals that are parts of days. */
  private enum Trigger {
    WEEKLY("TimeTrigger", "every: 1w"),
    /** Windows, distances and the newest model are its state. */
    DRIFT(
        "DataDriftTrigger",
        "evaluation_interval_data_points: 340, warmup_intervals: 3, warmup_policy: {id:"
            + " DataAmountTrigger, num_samples: 340}, sample_size: 250, windowing_strategy: {id:"
            + " AmountWindowingStrategy, amount_ref: 600, amount_cur: 400}, metrics: {ks: {id:"
            + " AlibiDetectKSDriftMetric, decision_criterion: {id:"
            + " DynamicQuantileThresholdCriterion, window_size: 5, quantile: 0.3}}}"),
    /** Recent evaluations of the newest model are its state. */
    PERFORMANCE(
        "PerformanceTrigger",
        "evaluation_interval_data_points: 340, warmup_intervals: 2, warmup_policy: {id:"
            + " DataAmountTrigger, num_samples: 340}, evaluation: {device: cpu, dataset:"
            + " {dataset_id: flights, bytes_parser_function: *parser, batch_size: 128,"
            + " dataloader_workers: 1, metrics: [{name: Accuracy, evaluation_transformer_function:"
            + " Threshold(0)}]}}, decision_criteria: {accuracy: {id:"
            + " DynamicQuantilePerformanceThresholdCriterion, metric: Accuracy, window_size: 5,"
            + " quantile: 0.3}}");

    private final String policy;
    private final String options;

    Trigger(String policy, String options) {
      this.policy = requireNonNull(policy, "policy is null");
      this.options = requireNonNull(options, "options is null");
    }

    String yaml() {
      return "{id: " + policy + ", " + options + "}";
    }
  }

  /** Each has training sets of several partitions. */
  private enum Selection {
    /** Each sample belongs to one training set. */
    NEW_DATA("NewDataStrategy", "tail_triggers: 0, limit: -1, storage_backend: local"),
    /** State that spans all triggers, and random choices. */
    FRESHNESS(
        "FreshnessSamplingStrategy",
        "unused_data_ratio: 60, tail_triggers: null, limit: 900, storage_backend: local"),
    /** Samples in the database, and random choices. */
    CORESET(
        "CoresetStrategy",
        "presampling_config: {strategy: LabelBalanced, ratio: 60}, tail_triggers: 1, limit: -1,"
            + " storage_backend: database");

    private final String strategy;
    private final String options;

    Selection(String strategy, String options) {
      this.strategy = requireNonNull(strategy, "strategy is null");
      this.options = requireNonNull(options, "options is null");
    }

    String yaml() {
      return "{name: " + strategy + ", maximum_keys_in_memory: 400, " + options + "}";
    }
  }

  private enum Models {
    FULL("{full_model_strategy: {name: PyTorchFullModel}}"),
    /** Each file needs those of some triggers before. */
    DIFFERENCES(
        "{full_model_strategy: {name: BinaryFullModel, zip: true}, incremental_model_strategy:"
            + " {name: WeightsDifference, zip: true, zip_algorithm: ZIP_ZSTANDARD,"
            + " full_model_interval: 3, config: {reference: previous, split_exponent: true}}}");

    private final String yaml;

    Models(String yaml) {
      this.yaml = requireNonNull(yaml, "yaml is null");
    }
  }
}
