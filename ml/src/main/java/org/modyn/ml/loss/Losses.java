package org.modyn.ml.loss;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.NearestName;
import org.modyn.ml.settings.Settings;

/** The losses that a pipeline file can name as {@code optimization_criterion.name}. */
public final class Losses {
  private static final Map<String, LossFactory> FACTORIES = factories();

  private Losses() {}

  private static Map<String, LossFactory> factories() {
    Map<String, LossFactory> factories = new LinkedHashMap<>();
    factories.put("BCEWithLogitsLoss", BinaryCrossEntropyWithLogits::create);
    factories.put("CrossEntropyLoss", CrossEntropy::create);
    return factories;
  }

  /**
   * Makes a loss.
   *
   * @param name of the class in {@code torch.nn}
   * @param configuration the arguments of its constructor
   * @throws ModynException INVALID_ARGUMENT for an unknown name (with the nearest known one) or
   *     wrong arguments; UNIMPLEMENTED for other reductions than the mean
   */
  public static Loss create(String name, Settings configuration) {
    LossFactory factory = FACTORIES.get(name);
    if (factory == null) {
      throw ModynException.invalidArgument(
          "unknown optimization criterion \"%s\"%s",
          name, NearestName.hint(name, FACTORIES.keySet()));
    }
    String reduction = configuration.choice("reduction", List.of("mean", "sum", "none"), "mean");
    if (!reduction.equals("mean")) {
      throw ModynException.unimplemented(
          "%s.reduction: \"%s\" is not supported; leave it out for the mean",
          configuration.path(), reduction);
    }
    Loss loss = factory.create(configuration);
    configuration.rejectUnknown();
    return loss;
  }
}
