package org.modyn.cli.rehearsal.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.Models;
import org.modyn.ml.model.PretrainedWeights;

/**
 * A model with small embedding tables, and with random weights if its weights file is not on this
 * machine.
 *
 * @param config the options of the model
 * @param notes differences for other reasons than size
 */
record SmallModel(Map<String, Object> config, List<String> notes) {
  private static final int LARGEST_TABLE = 1_000;

  /**
   * Makes a model smaller.
   *
   * @param config valid options
   */
  static SmallModel of(String id, Map<String, Object> config) {
    ModelOptions options = Models.read(id, ConfigLoader.toJson(config));
    Map<String, Object> small = withSmallTables(config, options);
    Optional<Path> missing =
        options.pretrainedWeights().map(PretrainedWeights::file).filter(Files::notExists);
    return missing.isPresent()
        ? new SmallModel(
            PretrainedWeights.removeFrom(small),
            List.of(
                "%s starts with random weights: this machine has no file %s"
                    .formatted(id, missing.get())))
        : new SmallModel(small, List.of());
  }

  private static Map<String, Object> withSmallTables(
      Map<String, Object> config, ModelOptions options) {
    ModelOptions small = options.withTablesOfAtMost(LARGEST_TABLE);
    if (small == options) {
      return config;
    }
    Map<?, ?> before = (Map<?, ?>) ConfigLoader.toPlain(options);
    Map<?, ?> after = (Map<?, ?>) ConfigLoader.toPlain(small);
    Map<String, Object> changed = new LinkedHashMap<>(config);
    after.forEach(
        (key, value) -> {
          if (!value.equals(before.get(key))) {
            changed.put(key.toString(), value);
          }
        });
    return changed;
  }
}
