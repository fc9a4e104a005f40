package org.modyn.ml.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.NearestName;
import org.modyn.ml.settings.Settings;
import org.modyn.ml.userfunction.UserCode;

/** The metrics that a pipeline file can name in {@code evaluation.metrics}. */
public final class Metrics {
  private static final Map<String, BiFunction<Settings, EvaluationTransformer, Metric>> FACTORIES =
      factories();

  private Metrics() {}

  private static Map<String, BiFunction<Settings, EvaluationTransformer, Metric>> factories() {
    Map<String, BiFunction<Settings, EvaluationTransformer, Metric>> factories =
        new LinkedHashMap<>();
    factories.put("Accuracy", Accuracy::create);
    factories.put("RocAuc", RocAuc::create);
    return factories;
  }

  /** Makes a metric that has seen nothing; see the other method. No plugins. */
  public static Metric create(Settings configuration) {
    return create(configuration, UserCode.withoutPlugins());
  }

  /**
   * Makes a metric that has seen nothing.
   *
   * @param configuration {@code name}, {@code evaluation_transformer_function}, and the metric's
   *     own keys
   * @throws ModynException INVALID_ARGUMENT for an unknown name (with the nearest known one) or
   *     wrong keys; see {@link UserCode} for user code
   */
  public static Metric create(Settings configuration, UserCode userCode) {
    String name = configuration.text("name");
    BiFunction<Settings, EvaluationTransformer, Metric> factory = FACTORIES.get(name);
    if (factory == null) {
      throw configuration.error(
          "name", "unknown metric \"" + name + "\"" + NearestName.hint(name, FACTORIES.keySet()));
    }
    EvaluationTransformer transformer =
        EvaluationTransformers.create(
            configuration.optionalText("evaluation_transformer_function").orElse(""), userCode);
    Metric metric = factory.apply(configuration, transformer);
    configuration.rejectUnknown();
    return metric;
  }
}
