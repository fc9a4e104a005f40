package org.modyn.modelstorage.model;

import static java.util.Objects.requireNonNull;

/**
 * The architecture and the provenance of a model.
 *
 * @param modelClass the name of the architecture
 * @param configuration the options of the architecture, a JSON object
 * @param provenance everything needed to train the model again, a JSON object
 */
public record ModelDescription(
    int pipelineId, int triggerId, String modelClass, String configuration, String provenance) {
  public ModelDescription {
    requireNonNull(modelClass, "modelClass is null");
    requireNonNull(configuration, "configuration is null");
    requireNonNull(provenance, "provenance is null");
  }
}
