package org.modyn.modelstorage.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The architecture and the provenance of a model.
 *
 * @param modelClass the name of the architecture
 * @param configuration the options of the architecture, a JSON object
 * @param provenance everything needed to train the model again, a JSON object
 * @param requestId the id of the request to store the model, which is stored once however often the
 *     request is repeated
 */
public record ModelDescription(
    int pipelineId,
    int triggerId,
    String modelClass,
    String configuration,
    String provenance,
    Optional<String> requestId,
    ModelRole role) {
  public ModelDescription {
    requireNonNull(modelClass, "modelClass is null");
    requireNonNull(configuration, "configuration is null");
    requireNonNull(provenance, "provenance is null");
    requireNonNull(requestId, "requestId is null");
    requireNonNull(role, "role is null");
  }
}
