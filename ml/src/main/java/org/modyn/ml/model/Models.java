package org.modyn.ml.model;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.NearestName;
import org.modyn.ml.settings.Settings;

/**
 * The classes of models that a pipeline file can name as {@code model.id}.
 *
 * <p>Immutable.
 */
public final class Models {
  private final Map<String, ModelFactory> factories;

  public Models(Map<String, ModelFactory> factories) {
    this.factories = new LinkedHashMap<>(requireNonNull(factories, "factories is null"));
  }

  /** The models that come with Modyn. To add one, write its class and list its factory here. */
  public static Models builtin() {
    return new Models(Map.of("DLRM", Dlrm::create));
  }

  /** Whether there is such a class of models. */
  public boolean contains(String id) {
    return factories.containsKey(id);
  }

  /**
   * Makes a model with fresh weights.
   *
   * @param id the class, as {@code DLRM}
   * @throws ModynException INVALID_ARGUMENT for an unknown id (with the nearest known one) or a
   *     wrong configuration
   */
  public Model create(String id, NDManager manager, Settings configuration, long seed) {
    ModelFactory factory = factories.get(id);
    if (factory == null) {
      throw ModynException.invalidArgument(
          "model.id: unknown model \"%s\"%s", id, NearestName.hint(id, factories.keySet()));
    }
    return factory.create(manager, configuration, seed);
  }
}
