package org.modyn.common.downsampling;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.selection.downsampling.NoDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The downsampling of one trigger training set. The selector sends it to the trainer server as the
 * name of a strategy and a JSON object, both as in the original: this class alone knows these names
 * and keys.
 *
 * @param config the strategy; not {@link NoDownsamplingConfig}, which is sent as the absence of a
 *     specification
 * @param maximumKeysInMemory the largest number of keys of a partition of the selected samples
 */
public record DownsamplingSpecification(SingleDownsamplingConfig config, int maximumKeysInMemory) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PERCENT = 100;

  /** The names of the original's classes, by the name of the strategy in pipeline files. */
  private static final Map<String, String> STRATEGY_NAMES =
      Map.of(
          "Loss", "RemoteLossDownsampling",
          "GradNorm", "RemoteGradNormDownsampling",
          "RHOLoss", "RemoteRHOLossDownsampling",
          "RS2", "RemoteRS2Downsampling",
          "Uncertainty", "RemoteUncertaintyDownsamplingStrategy",
          "KcenterGreedy", "RemoteKcenterGreedyDownsamplingStrategy",
          "GradMatch", "RemoteGradMatchDownsamplingStrategy",
          "Craig", "RemoteCraigDownsamplingStrategy",
          "Submodular", "RemoteSubmodularDownsamplingStrategy");

  /** The keys that differ from the fields of a pipeline file, by field. */
  private static final Map<String, String> KEYS =
      Map.of(
          "ratio", "downsampling_ratio",
          "period", "downsampling_period",
          "with_replacement", "replacement");

  private static final String STRATEGY = "strategy";
  private static final String PERIOD_KEY = "downsampling_period";
  private static final String MAXIMUM_KEYS = "maximum_keys_in_memory";

  public DownsamplingSpecification {
    requireNonNull(config, "config is null");
    if (config instanceof NoDownsamplingConfig) {
      throw new IllegalArgumentException("nothing is downsampled");
    }
  }

  /** The name of the original's class, such as {@code RemoteLossDownsampling}. */
  public String strategyName() {
    return STRATEGY_NAMES.get(ConfigLoader.nameOf((Record) config));
  }

  /** The percentage of the training set at which a progress bar is complete, rounded down. */
  public int statusBarScale() {
    SamplingRatio part = config.schedule().part();
    return (int) ((long) PERCENT * part.ratio() / part.ratioMax());
  }

  /**
   * Returns the JSON object that {@link #parse} reads. As in the original, the period is omitted
   * for batch-then-sample, which does not use it.
   */
  public String toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    ((Map<?, ?>) ConfigLoader.toPlain(config))
        .forEach(
            (field, value) -> json.put(KEYS.getOrDefault((String) field, (String) field), value));
    json.remove(STRATEGY);
    if (!config.schedule().sampleThenBatch()) {
      json.remove(PERIOD_KEY);
    }
    json.put(MAXIMUM_KEYS, maximumKeysInMemory);
    return ConfigLoader.toJson(json);
  }

  /**
   * Reads a specification.
   *
   * @param strategyName as {@link #strategyName}
   * @param json as {@link #toJson}
   * @throws ModynException UNIMPLEMENTED when the strategy is not known; INVALID_ARGUMENT when its
   *     configuration is not valid
   */
  public static DownsamplingSpecification parse(String strategyName, String json) {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put(STRATEGY, fileName(strategyName));
    Map<String, Object> read = read(strategyName, json);
    Object maximumKeys = read.remove(MAXIMUM_KEYS);
    read.forEach((key, value) -> plain.put(field(key), value));
    if (!(maximumKeys instanceof Integer number)) {
      throw ModynException.invalidArgument(
          "downsampler_config of %s: %s is missing or no number", strategyName, MAXIMUM_KEYS);
    }
    return new DownsamplingSpecification(
        ConfigLoader.parse(
            "downsampler_config of " + strategyName,
            ConfigLoader.toJson(plain),
            SingleDownsamplingConfig.class),
        number);
  }

  private static String fileName(String strategyName) {
    return STRATEGY_NAMES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(strategyName))
        .map(Map.Entry::getKey)
        .findAny()
        .orElseThrow(
            () ->
                ModynException.unimplemented(
                    "the selector asks for the downsampling strategy %s, which is not known here",
                    strategyName));
  }

  private static String field(String key) {
    return KEYS.entrySet().stream()
        .filter(entry -> entry.getValue().equals(key))
        .map(Map.Entry::getKey)
        .findAny()
        .orElse(key);
  }

  private static Map<String, Object> read(String strategyName, String json) {
    try {
      return JSON.readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "downsampler_config of " + strategyName + ": " + e.getOriginalMessage(),
          e);
    }
  }
}
