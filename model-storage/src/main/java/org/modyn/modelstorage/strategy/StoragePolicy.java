package org.modyn.modelstorage.strategy;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.model.FullModelStrategyConfig;
import org.modyn.common.config.pipeline.model.IncrementalModelStrategyConfig;
import org.modyn.common.config.pipeline.model.PipelineModelStorageConfig;
import org.modyn.common.config.pipeline.model.ZipAlgorithm;
import org.modyn.common.error.ModynException;
import org.modyn.modelstorage.format.Compression;
import org.modyn.modelstorage.format.Encoding;

/**
 * How the models of a pipeline are stored.
 *
 * @param full the encoding of full models; empty if safetensors files are stored as received
 * @param incremental empty if all models are stored in full
 */
public record StoragePolicy(Optional<Encoding> full, Optional<Incremental> incremental) {
  public StoragePolicy {
    requireNonNull(full, "full is null");
    requireNonNull(incremental, "incremental is null");
  }

  /**
   * How models are stored as differences.
   *
   * @param fullModelInterval the model of each trigger whose number is a multiple of it is stored
   *     in full
   */
  public record Incremental(Encoding encoding, Reference reference, OptionalInt fullModelInterval) {
    public Incremental {
      requireNonNull(encoding, "encoding is null");
      requireNonNull(reference, "reference is null");
      requireNonNull(fullModelInterval, "fullModelInterval is null");
    }
  }

  /**
   * Creates the policy of a section {@code model_storage}.
   *
   * @throws ModynException INVALID_ARGUMENT, naming the fields
   */
  public static StoragePolicy of(PipelineModelStorageConfig config) {
    FullModelStrategyConfig full = config.fullModelStrategy();
    return new StoragePolicy(
        ModelStrategies.FULL
            .read(
                "model_storage.full_model_strategy.name",
                full.name(),
                "model_storage.full_model_strategy.config",
                json(full.config()))
            .encoding(compression(full.zip(), full.zipAlgorithm())),
        config.incrementalModelStrategy().map(StoragePolicy::incremental));
  }

  private static Incremental incremental(IncrementalModelStrategyConfig config) {
    IncrementalModelStrategy strategy =
        ModelStrategies.INCREMENTAL.read(
            "model_storage.incremental_model_strategy.name",
            config.name(),
            "model_storage.incremental_model_strategy.config",
            json(config.config()));
    return new Incremental(
        strategy.encoding(compression(config.zip(), config.zipAlgorithm())),
        strategy.reference(),
        config.fullModelInterval().stream().mapToInt(Integer::intValue).findFirst());
  }

  private static String json(Map<String, Object> options) {
    return ConfigLoader.toJson(options);
  }

  private static Compression compression(Optional<Boolean> zip, ZipAlgorithm algorithm) {
    return zip.orElse(false) ? Compression.of(algorithm) : Compression.STORED;
  }

  /**
   * Returns how the model of a trigger is stored if there is a model to express it by; empty if it
   * is stored in full in any case.
   */
  public Optional<Incremental> incremental(int triggerId) {
    return incremental.filter(
        policy ->
            policy.fullModelInterval().isEmpty()
                || triggerId % policy.fullModelInterval().getAsInt() != 0);
  }
}
