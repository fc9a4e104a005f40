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

/** A kind of pipeline: where its data comes from, and what it selects of it. */
enum Scenario {
  REPLAY_NEW_DATA(true, Selection.NEW_DATA),
  REPLAY_FRESHNESS(true, Selection.FRESHNESS),
  REPLAY_CORESET(true, Selection.CORESET),
  PRODUCTION_NEW_DATA(false, Selection.NEW_DATA),
  PRODUCTION_FRESHNESS(false, Selection.FRESHNESS),
  PRODUCTION_CORESET(false, Selection.CORESET);

  /** The file that is submitted, for messages. */
  static final String FILE = "pipeline.yaml";

  private final boolean isReplay;
  private final Selection selection;

  Scenario(boolean isReplay, Selection selection) {
    this.isReplay = isReplay;
    this.selection = requireNonNull(selection, "selection is null");
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
    return (isReplay ? "replay, " : "production, ") + selection.strategy;
  }

  /** Returns the pipeline file, as JSON. */
  String pipeline(String datasetId) {
    try (InputStream file = Scenario.class.getResourceAsStream(FILE)) {
      String yaml =
          new String(file.readAllBytes(), UTF_8)
              .replace("{dataset}", datasetId)
              .replace("{selection_strategy}", selection.yaml());
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
}
