package org.modyn.modelstorage.model;

import static java.util.Objects.requireNonNull;

/**
 * What a model is and how it came to be.
 *
 * @param modelClass the name of its architecture
 * @param configuration of the architecture, a JSON object
 * @param provenance enough to train the model again, a JSON object
 */
public record ModelDescription(
    int pipelineId, int triggerId, String modelClass, String configuration, String provenance) {
  public ModelDescription {
    requireNonNull(modelClass, "modelClass is null");
    requireNonNull(configuration, "configuration is null");
    requireNonNull(provenance, "provenance is null");
  }
}
