package org.modyn.benchmarks.selector;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A selection strategy and its configuration.
 *
 * @param name the name in results
 * @param strategy the configuration, as JSON
 */
record Policy(String name, String strategy) {
  private static final String COMMON =
      "\"maximum_keys_in_memory\": 1000000, \"storage_backend\": \"%s\", \"tail_triggers\": %s";

  Policy {
    requireNonNull(name, "name is null");
    requireNonNull(strategy, "strategy is null");
  }

  /** Selects new data. */
  static String newData(String backend) {
    return strategy("NewDataStrategy", backend, 0, "");
  }

  /**
   * Selects half of the data.
   *
   * @param tailTriggers as in a pipeline file; null means all data
   */
  static String presampling(String presampling, Integer tailTriggers) {
    return strategy(
        "CoresetStrategy",
        "local",
        tailTriggers,
        ", \"presampling_config\": {\"strategy\": \"%s\", \"ratio\": 50}".formatted(presampling));
  }

  private static String strategy(String name, String backend, Integer tailTriggers, String more) {
    return "{\"name\": \"%s\", %s%s}"
        .formatted(name, COMMON.formatted(backend, tailTriggers), more);
  }

  /** Returns all strategies, over all data seen, on the backend {@code local}. */
  static List<Policy> all() {
    return List.of(
        new Policy("new_data", strategy("NewDataStrategy", "local", null, "")),
        new Policy(
            "new_data_uniform",
            strategy(
                "NewDataStrategy",
                "local",
                null,
                ", \"limit\": 500000, \"limit_reset\": \"sampleUAR\"")),
        new Policy(
            "freshness",
            strategy("FreshnessSamplingStrategy", "local", null, ", \"unused_data_ratio\": 50")),
        new Policy("coreset_random", presampling("Random", null)),
        new Policy("coreset_no_replacement", presampling("RandomNoReplacement", null)),
        new Policy("coreset_label_balanced", presampling("LabelBalanced", null)),
        new Policy("coreset_trigger_balanced", presampling("TriggerBalanced", null)),
        new Policy(
            "recency_weighted",
            strategy(
                "RecencyWeightedStrategy",
                "local",
                null,
                ", \"limit\": 500000, \"half_life\": \"1h\"")),
        new Policy(
            "class_balanced_reservoir",
            strategy("ClassBalancedReservoirStrategy", "local", null, ", \"limit\": 500000")));
  }
}
